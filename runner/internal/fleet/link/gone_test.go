package link

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
)

// Once the server was away for longer than a run waits for it, what was not observed says so.
func TestARunGivesUpTheServer(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 1)
	l := newLab(t, func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})
	l.agent("office", nil)
	f, err := Client{}.Dial(t.Context(), l.server.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Agents(t.Context()); err != nil {
		t.Fatal(err)
	}
	began, err := f.Begin(t.Context(), fleet.RunOptions{Documents: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer began.End()
	go func() {
		<-asked
		began.(*run).look(true)
	}()
	documents := l.open("probes: {a: {path: /a}}\nfindings: {a: {probe: a, expect: {status: 200}}}\n")
	runs, _, err := engine.Judge(t.Context(), engine.Whole(documents), engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Remote: began.At("office")}})
	if err != nil {
		t.Fatal(err)
	}
	got, want := runs[0].Run.Observations[0].Missing, "the fleet's server was lost: "+l.server.Place.URL
	if got.Kind != exchange.FleetLost || got.Detail != want {
		t.Errorf("got %s: %s, want %s", got.Kind, got.Detail, want)
	}
}

// An agent that nobody listens for is lost after a while, also where the server is slow to say so
// now and then; an answer of it ends that.
func TestAnAgentThatNobodyListensFor(t *testing.T) {
	for _, c := range []struct {
		name string
		last error
		lost bool
	}{{"nobody", nats.ErrNoResponders, true}, {"no answer in time", nats.ErrTimeout, true}, {"an answer", nil, false}} {
		cards := &cards{known: map[string]*known{"a": {at: time.Now(), gone: time.Now().Add(-2 * goneFor)}}}
		cards.heard("a", c.last)
		if lost := cards.of("a") == nil; lost != c.lost {
			t.Errorf("%s: lost is %t", c.name, lost)
		}
	}
	cards := &cards{known: map[string]*known{"a": {at: time.Now()}}}
	if cards.heard("a", errors.New("any")); !cards.known["a"].gone.IsZero() {
		t.Error("an agent is gone as there was no answer in time")
	}
}

// Where a request comes just as the keys of a target are given back, they are managed on.
func TestARequestComesAsTheKeysAreGivenBack(t *testing.T) {
	to := &target{waiters: []chan struct{}{make(chan struct{}, 1)}, managed: true}
	if to.retires() || !to.managed {
		t.Error("a request waits, and nobody asks for keys")
	}
	if !to.mu.TryLock() {
		t.Fatal("the target stays locked")
	}
	to.waiters = nil
	to.mu.Unlock()
	if !to.retires() || to.managed {
		t.Error("keys are asked for that nobody needs")
	}
}
