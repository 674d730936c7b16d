package spec

import (
	"context"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner"
	"assay/runner/record"
)

// record lets process 1 write the fixtures once all others have ended. A recording
// that is refused fails the suite.
func (s *Suites) record() {
	ginkgo.ReportAfterSuite("what was observed is recorded", func(report ginkgo.Report) {
		if report.SuiteConfig.DryRun {
			return
		}
		if why := endedEarly(&report); why != "" {
			ginkgo.Fail("nothing was recorded: " + why + "; the fixtures are as they were")
		}
		runs, err := s.judged()
		if err != nil {
			ginkgo.Fail("not recorded: " + err.Error())
		}
		notes, err := record.Runs(context.Background(), runs, "assay "+runner.Version)
		if err != nil {
			ginkgo.Fail("not recorded: " + err.Error())
		}
		for _, n := range notes {
			ginkgo.GinkgoWriter.Println(n.Document.Suite.Name + ": " + n.Text)
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
func (s *Suites) judged() ([]runner.Judged, error) {
	var runs []runner.Judged
	for _, d := range s.documents {
		if err := d.takeIn(); err != nil {
			return nil, err
		}
		if d.run == nil {
			continue
		}
		one := runner.Judged{Run: d.run}
		for _, spec := range d.selected() {
			if spec.Item == nil && d.has(spec.Needs) {
				one.Verdicts = append(one.Verdicts, d.run.Verdict(spec))
			}
		}
		runs = append(runs, one)
	}
	return runs, nil
}
