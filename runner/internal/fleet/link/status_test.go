package link

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/fleet"
)

// A status tells an agent that was killed from one that is there, and does not count a job twice;
// a job of a run that was killed is taken out of its queue once nobody waited for so long as a run
// waits for its server.
func TestStatusOfWhatWasKilled(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	ctx, stop := context.WithCancel(t.Context())
	ended, started, ready := make(chan error, 1), make(chan *agent, 1), make(chan struct{})
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Name: "lost", Say: func(string, ...any) { close(ready) }}, started)
	}()
	lost := <-started
	<-ready
	f, err := Client{}.Dial(t.Context(), l.server.Place)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	status := func() *fleet.Status { return statusOf(t, f) }
	if s := status(); len(s.Agents) != 1 || s.Agents[0].Silent {
		t.Errorf("before: %+v", s.Agents)
	}
	lost.mu.Lock()
	lost.over["dead"] = time.Now().Add(-2 * serverGone)
	lost.mu.Unlock()
	job := &fleet.Job{ID: "dead-1", Run: "dead", Step: "s", Chunks: [][]int{{0}}}
	raw, err := job.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lost.js.Publish(t.Context(), jobsOf(fleet.Protocol, jobsAny), raw); err != nil {
		t.Fatal(err)
	}
	for n := 1; n > 0; {
		n = 0
		for _, q := range status().Queues {
			n += int(q.Waiting) + q.Taken
			if q.Waiting > 0 && q.Taken > 0 {
				t.Errorf("one job is waiting and taken: %+v", q)
			}
		}
	}
	lost.nc.Close() // as if it was killed
	if s := status(); len(s.Agents) != 1 || !s.Agents[0].Silent {
		t.Errorf("after: %+v", s.Agents)
	}
	stop()
	<-ended
}

// A status tells a run that was killed from one that waits for outcomes.
func TestStatusOfARunThatWasKilled(t *testing.T) {
	t.Parallel()
	f, r := begun(t, newLab(t, echo))
	if s := statusOf(t, f); len(s.Runs) != 1 || len(s.SilentRuns) != 0 {
		t.Errorf("before: %v, of which %v do not answer", s.Runs, s.SilentRuns)
	}
	if err := r.sub.Unsubscribe(); err != nil { // as if it was killed
		t.Fatal(err)
	}
	if s := statusOf(t, f); len(s.Runs) != 1 || len(s.SilentRuns) != 1 || s.SilentRuns[0] != r.id {
		t.Errorf("after: %v, of which %v do not answer", s.Runs, s.SilentRuns)
	}
}

// A run that ends while the servers elect a leader is taken out once they have.
func TestARunEndsDuringAnElection(t *testing.T) {
	t.Parallel()
	f, r := begun(t, newLab(t, echo))
	electing := &electing{r.runs, 2}
	r.connected = &connected{wire: &wire{nc: r.nc, js: r.js, url: r.url, store: r.store}, cards: r.cards, end: r.end}
	r.runs = electing
	r.End()
	if s := statusOf(t, f); len(s.Runs) != 0 || electing.left != 0 {
		t.Errorf("%v is under way; %d more requests would be dropped", s.Runs, electing.left)
	}
}

// electing is a bucket without a leader: it drops some requests.
type electing struct {
	jetstream.KeyValue
	left int
}

func (e *electing) Purge(ctx context.Context, key string, opts ...jetstream.KVDeleteOpt) error {
	if e.left > 0 {
		e.left--
		return nats.ErrTimeout
	}
	return e.KeyValue.Purge(ctx, key, opts...)
}

// begun begins a run.
func begun(t *testing.T, l *lab) (fleet.Fleet, *run) {
	t.Helper()
	f, err := Client{}.Dial(t.Context(), l.server.Place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	r, err := f.Begin(t.Context(), fleet.RunOptions{Documents: 1})
	if err != nil {
		t.Fatal(err)
	}
	return f, r.(*run)
}

func statusOf(t *testing.T, f fleet.Fleet) *fleet.Status {
	t.Helper()
	s, err := f.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}
