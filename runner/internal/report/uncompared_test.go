package report_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/drift"
	"assay/runner/internal/report"
)

// Probes that were not compared for the same reason are named together.
func TestNotComparedWithAFixture(t *testing.T) {
	var all []drift.Uncompared
	for i := range 12 {
		all = append(all, drift.Uncompared{Probe: fmt.Sprint("p", i), Why: "never recorded\nthe nearest entry is another"})
	}
	all = append(all, drift.Uncompared{Probe: "late", Why: "no answer (timeout)"})
	for i := range 11 {
		all = append(all, drift.Uncompared{Probe: fmt.Sprint("q", i), Why: fmt.Sprint("reason ", i)})
	}
	want := []string{
		"not compared with a fixture: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, 2 more (never recorded)",
		"not compared with a fixture: late (no answer (timeout))",
	}
	for i := range 8 {
		want = append(want, fmt.Sprintf("not compared with a fixture: q%d (reason %d)", i, i))
	}
	want = append(want, "not compared with a fixture for other reasons: 3 probes")
	var s report.Suite
	s.Compared(&drift.Result{Uncompared: all})
	if diff := cmp.Diff(want, s.Notes); diff != "" {
		t.Error(diff)
	}
}
