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

// leftOpen hands process 1 why a finding is inconclusive.
func (s *Suites) leftOpen(why string) {
	if s.parallel {
		ginkgo.AddReportEntry(undecidedEntry, why, ginkgo.ReportEntryVisibilityNever)
	}
}

// sum lets process 1 count what all processes were told, and look whether any spec has
// passed or failed.
func (s *Suites) sum() {
	if !s.parallel && !session.UnderGoTest() {
		return // who runs it alone has counted everything
	}
	ginkgo.ReportAfterSuite("what could not be told", func(r ginkgo.Report) {
		its := r.SpecReports.WithLeafNodeType(types.NodeTypeIt)
		s.idle = its.CountWithState(types.SpecStatePassed|types.SpecStateFailureStates) == 0
		if s.parallel && !r.SuiteConfig.DryRun {
			s.session.Sum(os.Stdout, toldBy(its))
		}
	})
}

// cleaned fails a strict run of which a cleanup failed.
func (s *Suites) cleaned() {
	ginkgo.ReportAfterSuite("what was made is cleaned up", func(ginkgo.Report) {
		defer s.guard()
		if failed := s.session.Uncleaned(); len(failed) > 0 {
			ginkgo.Fail(strings.Join(failed, "\n"))
		}
	})
}

// toldBy counts what the specs of all processes came to; every spec that passed or
// failed counts as judged, those that are written by hand too.
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

// ended tells after a run of one process what could not be told. Of a package that
// passed, go test shows what was written only in its own folder, with -v or with -json;
// in a list of packages it shows nothing but its own remark that no test ran, which is
// said where no spec passed.
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
