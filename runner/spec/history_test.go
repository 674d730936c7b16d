package spec_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	_ "assay/runner/history"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

const limited = `
suite: Limited
target: TARGET
limits: {cooldown: {on: limit, wait: 1h}}
answers: {limit: {json: {$.path: /none}}}
probes:
  first: {path: /none}
  then: {path: /p1, after: [first]}
findings:
  first: {claim: first, probe: first, unless: limit, expect: {status: 200}}
  then: {claim: then, probe: then, expect: {status: 200}}
checklist:
  paid: {ask: Is it paid?}
  open: {ask: Is it open?}
`

// Live runs of Ginkgo are kept, in the processes of a parallel run too, and heed
// the cooldown that an earlier run began; -now overrides it, -no-history keeps
// nothing. An answered checklist item passes.
func TestHistory(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(limited, api.URL))
	db, err := store.Open(context.Background(), filepath.Join(d.dir, "assay", "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Answer(context.Background(), history.Answer{Suite: "Limited", Item: "paid", Text: "yes", At: time.Now()}, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		args  []string
		extra []string
		asked int // requests so far
		kept  int // runs so far
	}{
		{"replay", nil, nil, 0, 0},
		{"the first live run", []string{"-p"}, []string{"-mode=live"}, 1, 1},
		{"in the cooldown", nil, []string{"-mode=live"}, 1, 2},
		{"not kept", nil, []string{"-mode=live", "-no-history"}, 1, 2},
		{"now", []string{"-p"}, []string{"-mode=live", "-now"}, 2, 3},
	} {
		r := d.run(c.args, c.extra...)
		want := map[string]string{"first": "skipped", "then": "skipped", "Is it paid?": "passed", "Is it open?": "pending"}
		if diff := cmp.Diff(want, r.states()); diff != "" || r.exit != 0 {
			t.Errorf("%s: exit %d, %s\n%s", c.name, r.exit, diff, r.output)
		}
		if n := api.total(); n != c.asked {
			t.Errorf("%s: %d requests so far, want %d", c.name, n, c.asked)
		}
		found, err := db.Findings(context.Background(), store.Filter{Findings: []string{"then"}})
		if err != nil {
			t.Fatal(err)
		}
		kept := 0
		for _, f := range found {
			kept += f.Held + f.Broke + f.Undecided
		}
		if kept != c.kept {
			t.Errorf("%s: %d verdicts kept so far, want %d", c.name, kept, c.kept)
		}
	}
}

// total returns the number of requests.
func (a *api) total() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, c := range a.counts {
		n += c
	}
	return n
}
