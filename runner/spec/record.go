package spec

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/record"
	"assay/runner/internal/report"
)

// record lets process 1 write the fixtures once all others have ended. A recording
// that is refused fails the suite.
func (s *Suites) record() {
	ginkgo.ReportAfterSuite("what was observed is recorded", func(suite ginkgo.Report) {
		defer s.guard()
		if suite.SuiteConfig.DryRun {
			return
		}
		if why := endedEarly(&suite); why != "" {
			ginkgo.Fail("nothing was recorded: " + why + "; the fixtures are as they were")
		}
		runs, err := s.judged()
		if err != nil {
			s.fail("not recorded", err)
		}
		notes, err := record.Runs(context.Background(), runs, record.Options{Tool: "assay " + engine.Version})
		if err != nil {
			s.fail("not recorded", err)
		}
		for _, n := range notes {
			ginkgo.GinkgoWriter.Println(n.Document.Suite.Name + ": " + n.Text)
		}
	})
}

// checkFixtures tells before any spec runs that a mode has no use for the fixtures
// of a document.
func checkFixtures(mode engine.Mode, documents []*engine.Document) error {
	switch mode {
	case engine.Record:
		return record.Check(documents)
	case engine.Drift:
		return drift.Check(documents)
	}
	return nil
}

// compare lets process 1 compare what all of them observed with the fixtures, once
// they have ended. What drifted is told with -v; where the suite is strict, a
// breaking difference fails it, and that there was nothing to compare.
func (s *Suites) compare() {
	ginkgo.ReportAfterSuite("what was observed is compared with the fixtures", func(suite ginkgo.Report) {
		defer s.guard()
		if suite.SuiteConfig.DryRun {
			return
		}
		runs, err := s.judged()
		if err != nil {
			s.fail("not compared", err)
		}
		breaking, compared := false, 0
		var text strings.Builder
		for _, j := range runs {
			r, err := drift.Of(context.Background(), j)
			if err != nil {
				s.fail("not compared", err)
			}
			shown := report.Suite{}
			shown.Compared(r)
			text.WriteString(j.Run.Suite.Name + "\n" + report.DriftText(&shown, report.Style{}))
			for _, note := range shown.Notes {
				text.WriteString("  " + note + "\n")
			}
			compared += r.Compared
			breaking = breaking || r.Worst() == drift.Breaking
		}
		ginkgo.GinkgoWriter.Print(text.String())
		if compared == 0 && len(runs) > 0 {
			const none = "nothing was compared with the fixtures"
			if s.strict {
				ginkgo.Fail(none + "\n\n" + text.String())
			}
			fmt.Fprint(os.Stdout, "\nassay: warning: "+none+"\n"+text.String())
		}
		if breaking && s.strict {
			ginkgo.Fail("the fixtures are stale: a difference is breaking\n\n" + text.String())
		}
	})
}

// endedEarly says why a run is not whole, "" where it is.
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

// judged is everything that any process observed, with the verdicts on the specs
// that ran.
func (s *Suites) judged() ([]engine.Judged, error) {
	var runs []engine.Judged
	for _, d := range s.documents {
		if err := d.takeIn(); err != nil {
			return nil, err
		}
		if d.run == nil {
			continue
		}
		one := engine.Judged{Run: d.run}
		for _, spec := range d.selected() {
			if spec.Item == nil && d.has(spec.Needs) {
				one.Verdicts = append(one.Verdicts, d.run.Verdict(spec))
			}
		}
		runs = append(runs, one)
	}
	return runs, nil
}

// fail fails the suite for what became of its fixtures.
func (s *Suites) fail(what string, err error) {
	again(err)
	ginkgo.Fail(what + ": " + s.masks.String(err.Error()))
}
