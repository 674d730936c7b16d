package link

import (
	"sync"
	"sync/atomic"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/fleet"
)

// chunk is a chunk of a job under way. It is claimed when its first request is about to be sent:
// until then another agent may take it over.
type chunk struct {
	*working
	id     string
	orders []int

	halt     func() // ends what is sent of it; nil: others are sent with it
	claimed  atomic.Bool
	others   atomic.Bool // another agent has it, or whether one has is unknown
	claiming sync.Mutex
	failed   error // of the claim

	mu       sync.Mutex
	observed []*exchange.Observation // of orders
	left     int                     // of them that are not there
	requests int                     // sent

	ended bool   // its outcome is handed in, or it is another agent's, or left to others
	open  bool   // nobody has claimed it
	told  func() // notes that the run has the outcome; nil: nothing came of it
}

// sent counts requests.
func (c *chunk) sent(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests += n
}

// add notes what was observed of a probe. It reports whether it was the last one of the chunk.
func (c *chunk) add(at int, o *exchange.Observation) (last bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.observed[at] = o
	c.left--
	return c.left == 0
}

// rest ends a chunk with what a run has of it, as far as it was not told before.
func (c *chunk) rest(all []*exchange.Observation) {
	for at, order := range c.orders {
		if c.observed[at] == nil {
			c.observed[at] = all[order]
		}
	}
	c.end(c.outcome())
}

// outcome is what came of the chunk.
func (c *chunk) outcome() *fleet.Outcome {
	out := &fleet.Outcome{Requests: c.requests, Excess: c.doc.client.Excess()}
	all := make([]*exchange.Observation, 0, len(c.orders))
	for at, order := range c.orders {
		if o := c.observed[at]; o != nil {
			out.Orders, all = append(out.Orders, order), append(all, o)
		}
	}
	c.observed = nil
	c.doc.keep(out.Orders, all)
	c.agent.sent.Add(int64(out.Requests))
	var known int
	out.Learned, known = c.doc.learned()
	c.told = func() { c.doc.tell(known) }
	var err error
	if out.Observed, err = packed.Of(all); err != nil {
		return &fleet.Outcome{Refused: c.agent.masks.String(err.Error())}
	}
	return out
}

// end hands in what came of the chunk, unless it is another agent's or left to others.
func (c *chunk) end(out *fleet.Outcome) {
	c.ended = true
	if !c.claimed.Load() && c.agent.ctx.Err() != nil {
		c.open = true
		return
	}
	why := c.claim()
	switch {
	case why.None():
		c.handIn(out)
	case full(c.failed):
		c.handIn(&fleet.Outcome{Refused: "the store of the fleet's server is full, so that it could not be claimed"})
	case c.failed != nil:
		c.open = true
	}
}

// handIn hands an outcome in once the one before is, and does not wait for the answer.
func (c *chunk) handIn(out *fleet.Outcome) {
	c.handing <- struct{}{}
	later(func() {
		defer func() { <-c.handing }()
		c.agent.answer(c, out)
	})
}

// claim makes the chunk this agent's own, once. Without a claim nothing is sent.
func (c *chunk) claim() exchange.Missing {
	if c.claimed.Load() {
		return exchange.Missing{}
	}
	c.claiming.Lock()
	defer c.claiming.Unlock()
	if !c.claimed.Load() && !c.others.Load() {
		mine, err := c.agent.claim(c.id)
		c.failed = err
		c.claimed.Store(mine)
		if c.others.Store(!mine); !mine && c.halt != nil {
			c.halt()
		}
	}
	return c.lost()
}

// lost says why nothing of the chunk is sent, if it was asked for in vain.
func (c *chunk) lost() exchange.Missing {
	if c.others.Load() {
		return exchange.InterruptedRun
	}
	return exchange.Missing{}
}
