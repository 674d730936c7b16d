package link

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/fleet"
)

// An agent that finds all keys of a target taken looks who wants to send there, and asks for keys
// less and less often, until it gets one. Where not all can have a key, it asks as often as they
// take turns.
func TestKeysThatAreTakenAreAskedForLessOften(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil)
	started := make(chan *agent, 1)
	ctx, stop := context.WithCancel(t.Context())
	ended, ready := make(chan error, 1), make(chan struct{})
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Name: "a", Say: func(string, ...any) { close(ready) }}, started)
	}()
	a := <-started
	<-ready
	pauses := func(to *target) (all []time.Duration) {
		for n := range to.keys() {
			if _, err := a.wire.leases.Create(ctx, to.unit(n), []byte("another")); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			to.wanting = time.Now()
			to.grow()
			all = append(all, to.pause)
			if len(to.held) > 0 {
				t.Fatal("it has a key that another agent has")
			}
		}
		return all
	}
	to := a.leases.of(lease{name: "http://127.0.0.1:1", concurrency: 4})
	if got, want := fmt.Sprint(pauses(to)), "[40ms 80ms 160ms 320ms 320ms]"; got != want || !to.wanting.IsZero() {
		t.Errorf("it asks after %s, want %s; it asks who wants to send after %s", got, want, to.wanting)
	}
	if err := a.wire.leases.Delete(ctx, to.unit(2), jetstream.LastRevision(0)); err != nil {
		t.Fatal(err)
	}
	if to.grow(); len(to.held) != 1 || to.pause != 0 {
		t.Errorf("it holds %d keys and asks after %s, once a key is there", len(to.held), to.pause)
	}
	turns := a.leases.of(lease{name: "http://127.0.0.1:2", concurrency: 1})
	turns.others = 2
	if got := pauses(turns); slices.Max(got) > 0 || turns.wanting.IsZero() {
		t.Errorf("it asks after %s where agents take turns", got)
	}
	stop()
	<-ended
}
