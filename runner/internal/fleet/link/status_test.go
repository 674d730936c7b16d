package link

import (
	"context"
	"testing"
	"time"

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
	status := func() *fleet.Status {
		s, err := f.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
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
