package spec

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// record lets process 1 write the fixtures once all others have ended. A refused recording fails
// the suite.
func (s *Suites) record() {
	ginkgo.ReportAfterSuite("what was observed is recorded", func(suite ginkgo.Report) {
		defer s.guard()
		if suite.SuiteConfig.DryRun {
			return
		}
		if why := endedEarly(&suite); why != "" {
			ginkgo.Fail("nothing was recorded: " + why + "; the fixtures are as they were")
		}
		notes, err := s.session.Record(context.Background())
		if err != nil {
			s.fail(fmt.Errorf("not recorded: %w", err))
		}
		for _, note := range notes {
			ginkgo.GinkgoWriter.Println(note)
		}
	})
}

// compare lets process 1 compare the observations of all processes with the fixtures, once they
// have ended. With -v it reports the drift; a strict suite fails on a breaking difference, and if
// there was nothing to compare.
func (s *Suites) compare() {
	ginkgo.ReportAfterSuite("what was observed is compared with the fixtures", func(suite ginkgo.Report) {
		defer s.guard()
		if suite.SuiteConfig.DryRun {
			return
		}
		c, err := s.session.Compare(context.Background())
		if err != nil {
			s.fail(fmt.Errorf("not compared: %w", err))
		}
		ginkgo.GinkgoWriter.Print(c.Text)
		switch fault := c.Fault(); {
		case fault != "" && s.session.Strict():
			ginkgo.Fail(fault + "\n\n" + c.Text)
		case c.Nothing:
			fmt.Fprint(os.Stdout, "\nassay: warning: "+fault+"\n"+c.Text)
		}
	})
}

// endedEarly returns why a run is incomplete, "" if it is complete.
func endedEarly(report *ginkgo.Report) string {
	if len(report.SpecialSuiteFailureReasons) > 0 {
		return strings.Join(report.SpecialSuiteFailureReasons, ", ")
	}
	if report.SuiteConfig.FailFast && !report.SuiteSucceeded {
		return "--fail-fast ended the run"
	}
	const cut = types.SpecStateAborted | types.SpecStateInterrupted | types.SpecStateTimedout | types.SpecStatePanicked
	if slices.ContainsFunc(report.SpecReports, func(r types.SpecReport) bool { return r.State.Is(cut) }) {
		return "a spec did not come to its end"
	}
	return ""
}
