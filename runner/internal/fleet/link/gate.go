package link

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/observe"
	"assay/runner/internal/origin"
)

// gate lets the requests of a chunk out, one by one, within the limits of the fleet.
type gate struct {
	agent *agent
	job   *fleet.Job
	chunk *chunk
	purse *purse
	wait  time.Duration // of the document's cooldown; 0: it has none, or the response tells it
	last  atomic.Pointer[spot]
}

// spot is a target that a chunk sends to. The requests of a suite go to few.
type spot struct {
	spelled string // the origin as URLs have it
	target  string // its canonical spelling
	lease   *target
}

// spot returns the target of a request.
func (g *gate) spot(q *exchange.Request) *spot {
	if s := g.last.Load(); s != nil && q.Unix == "" && s.of(q.URL) {
		return s
	}
	s := g.at(q.Target())
	if q.Unix == "" {
		s.spelled, _ = origin.Split(q.URL)
	}
	g.last.Store(s)
	return s
}

// of reports whether a URL has the origin of s, in the same spelling.
func (s *spot) of(address string) bool {
	path, ok := strings.CutPrefix(address, s.spelled)
	return ok && s.spelled != "" && path != "" && path[0] == '/'
}

func (g *gate) at(target string) *spot {
	return &spot{target: target, lease: g.agent.leases.of(g.lease(target))}
}

func (a *agent) gate(c *chunk) *gate {
	j := c.job
	limit := 0
	if j.Limits.Requests > 0 {
		limit = max(j.Limits.Requests-j.Limits.Kept, 0)
	}
	return &gate{agent: a, job: j, chunk: c, purse: &purse{wire: a.wire, key: j.Budget, job: c.id, limited: j.Limits.Requests > 0, limit: limit, total: j.Limits.Requests, first: len(c.orders)}}
}

// end returns what was not sent.
func (g *gate) end() { g.purse.end() }

// gated sends through a gate.
type gated struct {
	observe.Sender
	gate *gate
}

// Send waits until the request may be sent, or says why it may not.
func (s *gated) Send(ctx context.Context, c exchange.Call) (*exchange.Observation, int) {
	exit, why := s.gate.enter(ctx, s.gate.spot(c.Request))
	if !why.None() {
		return &exchange.Observation{Missing: why}, 0
	}
	permitted := 1
	leave := c.Leave
	c.Leave = func(f exchange.Further) exchange.Missing {
		if leave != nil {
			if why := leave(f); !why.None() {
				return why
			}
		}
		why := s.gate.further(ctx, s.gate.at(origin.Of(f.Origin)))
		if why.None() {
			permitted++
		}
		return why
	}
	o, sent := s.Sender.Send(ctx, c)
	exit(permitted - sent)
	return o, sent
}

// enter waits for the connection, the budget and the lease of a target. exit gives the lease back,
// and the permitted requests that were not sent.
func (g *gate) enter(ctx context.Context, to *spot) (exit func(unsent int), why exchange.Missing) {
	if why := g.permit(ctx, to.target); !why.None() {
		return nil, why
	}
	if why = to.lease.acquire(ctx); why.None() {
		if why = g.cools(to.target); why.None() { // since the lease was asked for
			why = g.chunk.claim()
		}
		if !why.None() {
			to.lease.release()
		}
	}
	if !why.None() {
		g.purse.back(1)
		return nil, why
	}
	return func(unsent int) {
		to.lease.release()
		g.purse.back(unsent)
	}, exchange.Missing{}
}

// further permits one more send of a request that is in progress.
func (g *gate) further(ctx context.Context, to *spot) exchange.Missing {
	if why := g.permit(ctx, to.target); !why.None() {
		return why
	}
	if why := to.lease.wait(ctx); !why.None() {
		g.purse.back(1)
		return why
	}
	return exchange.Missing{}
}

// permit takes a request from the budget, once the server is there.
func (g *gate) permit(ctx context.Context, target string) exchange.Missing {
	if why := g.agent.connectedWithin(ctx, patience); !why.None() {
		return why
	}
	if why := g.cools(target); !why.None() {
		return why
	}
	if g.purse.limited { // who claims a chunk alone takes from the budget for it
		if why := g.chunk.claim(); !why.None() {
			return why
		}
	}
	return g.purse.take(ctx)
}

// patience is how long an agent waits, before a request, for a server that is away.
const patience = 30 * time.Second

// connectedWithin waits until the server is there.
func (a *agent) connectedWithin(ctx context.Context, most time.Duration) exchange.Missing {
	var deadline time.Time
	for !a.up() {
		if deadline.IsZero() {
			deadline = time.Now().Add(most)
		}
		if time.Now().After(deadline) {
			return fleetLost("not sent: the agent %s lost the fleet's server", a.card.Name)
		}
		select {
		case <-ctx.Done():
			return exchange.InterruptedRun
		case <-time.After(50 * time.Millisecond):
		}
	}
	if ctx.Err() != nil {
		return exchange.InterruptedRun
	}
	return exchange.Missing{}
}

// lease describes the lease of a target for the job.
func (g *gate) lease(target string) lease {
	return lease{name: g.scope(target), concurrency: g.job.Limits.Concurrency, rate: g.job.Limits.Rate}
}

// scope names a target for all agents, or for those of the vantage.
func (g *gate) scope(target string) string {
	if g.job.Limits.PerVantage {
		return target + " from " + g.agent.opts.Vantage
	}
	return target
}

func (g *gate) cools(target string) exchange.Missing {
	return g.agent.cooling.why(g.job, target, g.agent.opts.Vantage)
}

// cooled tells all agents of a cooldown.
func (g *gate) cooled(target string, why exchange.Missing, warm time.Time) {
	c := cooldown{Target: target, Why: why.Detail, By: g.job.Run, Wait: g.wait}
	if g.job.Limits.PerVantage {
		c.Vantage = g.agent.opts.Vantage
	}
	switch {
	case !warm.IsZero():
		c.Wait = max(time.Until(warm), 0)
	case g.wait == 0:
		c.Run = g.job.Run
	}
	g.agent.cooling.start(c)
}
