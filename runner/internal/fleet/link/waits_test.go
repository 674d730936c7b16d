package link

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
)

// manyProbes is n probes of which each is asked for once, and a finding for all.
func manyProbes(n int) string {
	var b strings.Builder
	b.WriteString("probes:\n")
	for i := range n {
		fmt.Fprintf(&b, "  p%d: {path: /p%d}\n", i, i)
	}
	return b.String() + "findings: {all: {probe: \"*\", expect: {status: 200}}}\n"
}

// An agent claims what it is about to send, and no more: of ten jobs that it took, with a budget
// and one request at a time, nine are left to another agent.
func TestWhatALostAgentDidNotBeginIsTakenOver(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil)
	begun := make(chan struct{})
	var first sync.Once
	l.target.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.seen[r.URL.Path]++
		l.mu.Unlock()
		stays := false
		first.Do(func() { stays = true })
		if stays {
			close(begun)
			<-r.Context().Done()
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	ended, started := make(chan error, 1), make(chan *agent, 1)
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Vantage: "office", Name: "lost", Say: func(string, ...any) {}}, started)
	}()
	lost := <-started
	documents := l.open("limits: {concurrency: 1, requests: 10}\n" + manyProbes(10))
	go func() {
		<-begun
		l.agent("office", func(o *fleet.AgentOptions) { o.Name = "other" })
		lost.nc.Close() // as if it was killed
	}()
	run := l.run(t.Context(), documents, "office")
	answered := 0
	for _, o := range run.Observations {
		switch {
		case o.Status == http.StatusOK:
			answered++
		case o.Missing.Kind != exchange.AgentLost:
			t.Errorf("%s is missing %q (%s)", o.Probe, o.Missing, o.Missing.Kind)
		}
	}
	if answered != 9 || l.total() != 10 {
		t.Errorf("%d answered of %d requests, want 9 of 10", answered, l.total())
	}
	stop()
	<-ended
}

// Nobody waits for the budget with the slot of a target in hand: a redirect that needs one more
// request lets another chunk have the slot, which then sends what it was permitted.
func TestBudgetAndSlotsDoNotWaitForOneAnother(t *testing.T) {
	t.Parallel()
	l := newLab(t, echo)
	started, ready := make(chan *agent, 1), make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Name: "a", Say: func(string, ...any) { close(ready) }}, started)
	}()
	a := <-started
	<-ready
	job := &fleet.Job{ID: "j", Run: "r", Step: "s", Budget: "b", Limits: fleet.Limits{Requests: 3, Concurrency: 1}}
	passages := func(n int, orders ...int) func() *passage {
		c := &chunk{working: &working{agent: a, job: job}, id: job.Chunk(n), orders: orders}
		g := c.gate()
		return func() *passage { return &passage{gate: g, chunk: c, to: g.at("http://127.0.0.1:1")} }
	}
	one, two := passages(0, 0), passages(1, 1, 2)
	pass := func(p *passage) {
		if why := p.enter(ctx); !why.None() {
			t.Errorf("not let out: %s", why)
		}
	}
	begins := two()
	pass(begins) // permitted two requests, of which one is sent
	begins.exit(1)
	redirected := one()
	pass(redirected)
	go func() {
		second := two()
		pass(second)
		second.exit(1)
		second.gate.end()
	}()
	told := make(chan exchange.Missing, 1)
	go func() { told <- redirected.further(ctx, "http://127.0.0.1:1") }()
	select {
	case why := <-told:
		if why.Kind != exchange.BudgetSpent {
			t.Errorf("the third request and the redirect are %q (%s), want a spent budget", why, why.Kind)
		}
	case <-time.After(time.Minute):
		t.Error("both wait")
	}
	redirected.exit(1)
	stop()
	<-ended
}
