package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// backwards observes documents at the same time, each once the next one is observed.
type backwards struct {
	wait map[string]chan struct{} // by the name of a suite: closed once it may be observed
	open map[string]func()        // by the name of a suite: lets the one before go on
}

func newBackwards(names ...string) *backwards {
	b := &backwards{wait: map[string]chan struct{}{}, open: map[string]func(){}}
	for i, name := range names {
		b.wait[name] = make(chan struct{})
		b.open[name] = func() {}
		if i > 0 {
			before := b.wait[names[i-1]]
			b.open[name] = sync.OnceFunc(func() { close(before) })
		}
	}
	close(b.wait[names[len(names)-1]])
	return b
}

func (b *backwards) Parallel() int { return len(b.wait) }

func (b *backwards) Observe(_ context.Context, d *pipeline.Document, probes []*plan.Probe, _ observe.Options) *observe.Set {
	<-b.wait[d.Suite.Name]
	defer b.open[d.Suite.Name]()
	set := &observe.Set{ByProbe: make([]*exchange.Observation, len(d.Plan.Probes))}
	for _, p := range probes {
		set.Requests++
		set.ByProbe[p.Order] = &exchange.Observation{Probe: p.ID, Request: p.Request, Status: 200}
	}
	return set
}

// Documents that are judged at the same time are handed over in their order, and let go of then,
// in whichever order they end.
func TestJudgedTogether(t *testing.T) {
	for _, shelve := range []int{0, 1} {
		dir := folder(t, shelving)
		opts := engine.Options{Mode: pipeline.Live, Shelve: shelve, Release: true}
		opts.Load.Target = "http://127.0.0.1:1"
		documents, err := engine.Open([]string{dir}, opts)
		if err != nil {
			t.Fatal(err)
		}
		opts.Remote = newBackwards("A", "B", "C", "E") // nothing of D is asked
		var told []string
		opts.Judged = func(one pipeline.Judged) {
			for _, v := range one.Verdicts {
				told = append(told, fmt.Sprintf("%s %s: %s", one.Run.Suite.Name, v.Spec.ID, v.Outcome))
			}
		}
		all := &engine.Selection{}
		runs, notRun, err := engine.Judge(t.Context(), all.Tasks(documents), opts)
		if err != nil || len(runs) > 0 || notRun > 0 {
			t.Errorf("%d runs are returned, %d findings not judged, error %v", len(runs), notRun, err)
		}
		want := []string{
			"A f: holds", "B f[one]: holds", "B f[two]: holds", "B g[one]: pending", "B g[two]: pending", "B c: pending", "C f: holds", "C g: holds", "E f: holds",
		}
		if !slices.Equal(told, want) {
			t.Errorf("shelve %d: %q, want %q", shelve, told, want)
		}
		for _, d := range documents {
			if d.Shelved != nil && len(d.Plan.Probes) > 0 {
				t.Errorf("%s is not let go of", d.Suite.Name)
			}
		}
	}
}

// oneByOne observes one document at a time.
type oneByOne struct{ asked []string }

func (*oneByOne) Parallel() int { return 1 }

func (r *oneByOne) Observe(_ context.Context, d *pipeline.Document, _ []*plan.Probe, _ observe.Options) *observe.Set {
	r.asked = append(r.asked, d.Suite.Name)
	return &observe.Set{ByProbe: make([]*exchange.Observation, len(d.Plan.Probes))}
}

// After an error no other document is sent.
func TestJudgedTogetherUntilAnError(t *testing.T) {
	dir := folder(t, shelving)
	opts := engine.Options{Mode: pipeline.Live, Shelve: 1}
	documents, err := engine.Open([]string{dir}, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "b.suite.yaml")); err != nil {
		t.Fatal(err)
	}
	remote := &oneByOne{}
	opts.Remote = remote
	_, _, err = engine.Judge(t.Context(), engine.Whole(documents), opts)
	if err == nil || !slices.Equal(remote.asked, []string{"A"}) {
		t.Errorf("%v were sent, error %v", remote.asked, err)
	}
}
