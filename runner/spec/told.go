package spec

import (
	"flag"
	"fmt"
	"os"
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/engine"
	"assay/runner/internal/report"
)

// undecidedEntry names the report entry of a finding that is inconclusive, for process 1
// of a parallel run. Its value is the reason.
const undecidedEntry = "inconclusive"

// told counts what the findings of a run came to.
type told struct {
	mu        sync.Mutex
	judged    int      // hold or are broken
	undecided []string // a reason for each that is inconclusive
}

// decided counts a finding that holds or is broken.
func (t *told) decided() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.judged++
}

// leftOpen counts a finding that is inconclusive.
func (t *told) leftOpen(why string, parallel bool) {
	if parallel {
		ginkgo.AddReportEntry(undecidedEntry, why, ginkgo.ReportEntryVisibilityNever)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.undecided = append(t.undecided, why)
}

// sum lets process 1 count what all processes were told, and look whether any spec has
// passed or failed.
func (s *Suites) sum(parallel bool) {
	if !parallel && !underGoTest() {
		return // who runs it alone has counted everything
	}
	ginkgo.ReportAfterSuite("what could not be told", func(r ginkgo.Report) {
		its := r.SpecReports.WithLeafNodeType(types.NodeTypeIt)
		s.idle = its.CountWithState(types.SpecStatePassed|types.SpecStateFailureStates) == 0
		if parallel {
			s.told = toldBy(its)
			s.say(&r.SuiteConfig)
		}
	})
}

// toldBy counts what the specs of all processes came to; every spec that passed or
// failed counts as judged, those that are written by hand too.
func toldBy(its types.SpecReports) *told {
	t := &told{judged: its.CountWithState(types.SpecStatePassed | types.SpecStateFailureStates)}
	for i := range its {
		for _, e := range its[i].ReportEntries {
			if e.Name == undecidedEntry {
				t.undecided = append(t.undecided, e.StringRepresentation())
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
	s.say(&config)
	if passed && s.idle && underGoTest() {
		fmt.Fprintln(os.Stdout, "testing: warning: no tests to run")
	}
}

// underGoTest reports whether the go command runs the package, not ginkgo or a person.
func underGoTest() bool {
	f := flag.Lookup("test.paniconexit0")
	return f != nil && f.Value.String() == "true"
}

// say writes one line where a finding is inconclusive, or none was judged, and one for
// each document that judges nothing.
func (s *Suites) say(config *types.SuiteConfig) {
	if config.DryRun {
		return
	}
	if line := s.line(); line != "" {
		fmt.Fprintln(os.Stdout, "\nassay: "+s.masks.String(line))
	}
	for _, d := range s.documents {
		if idle := d.Idle(); idle != "" {
			fmt.Fprintln(os.Stdout, "\nassay: warning: "+d.Suite.File.Name+": "+idle)
		}
	}
}

// line says how many findings could not be told and why, or why none was judged.
func (s *Suites) line() string {
	if n := len(s.told.undecided); n > 0 {
		return report.Undecided(s.told.judged+n, s.told.undecided)
	}
	if s.told.judged > 0 {
		return ""
	}
	all, selected, pending := 0, 0, 0
	for _, d := range s.documents {
		for _, one := range d.Plan.Specs {
			all += countIf(one.Finding != nil)
		}
		for _, one := range d.selected() {
			selected += countIf(one.Finding != nil)
			pending += countIf(one.Finding != nil && engine.PendingIn(d.opts.Mode, one) != "")
		}
	}
	switch {
	case all == 0:
		return "" // said of each document
	case selected == 0:
		return fmt.Sprintf("nothing was judged: none of %s is selected", report.Count(all, "finding"))
	}
	return fmt.Sprintf("nothing was judged: %d of %d pending", pending, selected)
}

func countIf(so bool) int {
	if so {
		return 1
	}
	return 0
}
