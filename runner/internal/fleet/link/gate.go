package link

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/origin"
)

// gate lets the requests of chunks out, one by one, within the limits of the fleet.
type gate struct {
	*working
	purse *purse
	wait  time.Duration // of the document's cooldown; 0: it has none, or the response tells it
	last  atomic.Pointer[spot]
	rooms map[string]*target // those that room was asked for
}

// spot is a target that a job sends to. The requests of a suite go to few.
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

// gate returns the gate for a chunk, and for those after it where no budget is counted by chunks.
func (c *chunk) gate() *gate {
	j := c.job
	limit := 0
	if j.Limits.Requests > 0 {
		limit = max(j.Limits.Requests-j.Limits.Kept, 0)
	}
	return &gate{working: c.working, purse: &purse{
		wire: c.agent.wire, key: j.Budget, job: c.id, limited: j.Limits.Requests > 0, limit: limit, total: j.Limits.Requests, first: len(c.orders),
	}}
}

// end returns what was not sent, and makes room for others.
func (g *gate) end() {
	g.purse.end()
	for _, t := range g.rooms {
		t.leave()
	}
}

// room returns how many probes of the job may be in progress at a target: more would only wait
// for a slot there, beside those of other jobs. It is called by one goroutine at a time.
func (g *gate) room(name string) int {
	t := g.rooms[name]
	if t == nil {
		t = g.at(name).lease
		t.join()
		if g.rooms == nil {
			g.rooms = map[string]*target{}
		}
		g.rooms[name] = t
	}
	return t.room()
}

// gated sends through a gate.
type gated struct {
	observe.Sender
	gate *gate
}

// Send waits until the request may be sent, or says why it may not.
func (s *gated) Send(ctx context.Context, c exchange.Call) (*exchange.Observation, int) {
	p := &passage{gate: s.gate, chunk: s.gate.places[c.Order].chunk, to: s.gate.spot(c.Request)}
	if why := p.enter(ctx); !why.None() {
		return &exchange.Observation{Missing: why}, 0
	}
	leave := c.Leave
	c.Leave = func(f exchange.Further) exchange.Missing {
		if leave != nil {
			if why := leave(f); !why.None() {
				return why
			}
		}
		return p.further(ctx, origin.Of(f.Origin))
	}
	o, sent := s.Sender.Send(ctx, c)
	p.chunk.sent(sent)
	p.exit(sent)
	return o, sent
}

// passage is a request that passes a gate: it needs the connection, a slot of its target, the
// chunk, and one of the budget. Nobody waits for the budget with a slot, since those who could give
// some back may wait for that slot.
type passage struct {
	gate  *gate
	chunk *chunk
	to    *spot
	slot  bool // of the target
	paid  int  // requests taken from the budget
}

// enter waits until the request may be sent. A chunk is claimed with a slot in hand: what waits for
// one is for others if this agent is lost.
func (p *passage) enter(ctx context.Context) (why exchange.Missing) {
	g := p.gate
	if why = g.permit(ctx, p.to.target); why.None() {
		why = p.chunk.lost()
	}
	if why.None() && p.chunk.claimed.Load() {
		why = p.pay(ctx)
	}
	for why.None() {
		if why = p.seize(ctx); !why.None() || p.paid > 0 {
			break
		}
		var waits bool
		if why, waits = g.purse.try(ctx); !waits {
			if why.None() {
				p.paid++
			}
			break
		}
		p.yield()
		why = p.pay(ctx)
	}
	if !why.None() {
		p.exit(0)
	}
	return why
}

// further permits one more send of the request, to a target that may be another one.
func (p *passage) further(ctx context.Context, target string) exchange.Missing {
	why := p.gate.permit(ctx, target)
	waits := false
	if why.None() {
		why, waits = p.gate.purse.try(ctx)
	}
	switch {
	case waits:
		p.yield()
		if why = p.pay(ctx); why.None() {
			why = p.seize(ctx)
		}
	case why.None():
		p.paid++
	}
	if why.None() {
		why = p.gate.at(target).lease.wait(ctx)
	}
	return why
}

func (p *passage) pay(ctx context.Context) exchange.Missing {
	why := p.gate.purse.take(ctx)
	if why.None() {
		p.paid++
	}
	return why
}

// seize waits for a slot, and claims the chunk if nobody has.
func (p *passage) seize(ctx context.Context) exchange.Missing {
	why := p.to.lease.acquire(ctx)
	if p.slot = why.None(); !p.slot {
		return why
	}
	if why = p.gate.cools(p.to.target); why.None() { // since the slot was asked for
		why = p.chunk.claim()
	}
	return why
}

// yield gives the slot back.
func (p *passage) yield() {
	if p.slot {
		p.to.lease.release()
		p.slot = false
	}
}

// exit gives everything back but the requests that were sent.
func (p *passage) exit(sent int) {
	p.yield()
	p.gate.purse.back(p.paid - sent)
}

// permit waits for the server, and says why nothing is sent to a target.
func (g *gate) permit(ctx context.Context, target string) exchange.Missing {
	if why := g.agent.connectedWithin(ctx, patience); !why.None() {
		return why
	}
	return g.cools(target)
}

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
