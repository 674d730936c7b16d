package spec

import (
	"fmt"
	"os"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/session"
)

// undecidedEntry names the report entry of a finding that is inconclusive, for process 1
// of a parallel run. Its value is the reason.
const undecidedEntry = "inconclusive"

// brokenEntry names the report entry of a broken finding, for process 1 of a parallel run.
const brokenEntry = "broken"

// broke passes process 1 that the finding of this spec is broken.
func (s *Suites) broke() {
	if s.parallel {
		ginkgo.AddReportEntry(brokenEntry, "", ginkgo.ReportEntryVisibilityNever)
	}
}

// leftOpen passes process 1 the reason of an inconclusive finding.
func (s *Suites) leftOpen(why string) {
	if s.parallel {
		ginkgo.AddReportEntry(undecidedEntry, why, ginkgo.ReportEntryVisibilityNever)
	}
}

// sum lets process 1 count the verdicts of all processes, and check whether any spec has passed or
// failed.
func (s *Suites) sum() {
	if !s.parallel && !session.UnderGoTest() {
		return // a single process has counted everything
	}
	ginkgo.ReportAfterSuite("what the suites say", func(r ginkgo.Report) {
		its := r.SpecReports.WithLeafNodeType(types.NodeTypeIt)
		s.idle = its.CountWithState(types.SpecStatePassed|types.SpecStateFailureStates) == 0
		if s.parallel && !r.SuiteConfig.DryRun {
			fmt.Fprint(os.Stdout, placesOfBroken(its))
			s.session.Sum(os.Stdout, toldBy(its))
		}
	})
}

// cleaned fails a strict run if a cleanup failed.
func (s *Suites) cleaned() {
	ginkgo.ReportAfterSuite("what was made is cleaned up", func(ginkgo.Report) {
		defer s.guard()
		if failed := s.session.Uncleaned(); len(failed) > 0 {
			ginkgo.Fail(strings.Join(failed, "\n"))
		}
	})
}

// toldBy counts the outcomes of the specs of all processes; every spec that passed or failed counts
// as judged, including hand-written ones.
func toldBy(its types.SpecReports) *session.Told {
	t := &session.Told{Judged: its.CountWithState(types.SpecStatePassed | types.SpecStateFailureStates)}
	for i := range its {
		for _, e := range its[i].ReportEntries {
			if e.Name == undecidedEntry {
				t.Undecided = append(t.Undecided, e.StringRepresentation())
			}
		}
	}
	return t
}

// ended reports the inconclusive findings after a run of one process. go test shows the output of a
// passing package only in its own folder, with -v or with -json; in a list of packages it shows
// only its own remark that no test ran, which ended triggers if no spec passed.
func (s *Suites) ended(passed bool) {
	config, _ := ginkgo.GinkgoConfiguration()
	if config.ParallelTotal > 1 || config.DryRun || len(s.documents) == 0 {
		return
	}
	s.session.Sum(os.Stdout, nil)
	if passed && s.idle && session.UnderGoTest() {
		fmt.Fprintln(os.Stdout, session.NoTests)
	}
}
