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
	packing  *packed.Writer // of what was observed, made with the first,
	packed   []int          // of the probes with these of orders
	there    []bool         // which of orders are
	wrong    error          // why one could not be packed
	requests int            // sent

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

// newChunk returns a chunk of a job of which nothing is observed.
func newChunk(w *working, id string, orders []int) *chunk {
	return &chunk{working: w, id: id, orders: orders, packed: make([]int, 0, len(orders)), there: make([]bool, len(orders))}
}

// add packs what was observed of a probe, which it does not keep. It reports whether it was the
// last one of the chunk.
func (c *chunk) add(at int, o *exchange.Observation) (last bool) {
	c.doc.keep(c.orders[at], o)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.there[at] {
		return false
	}
	if c.packing == nil {
		c.packing = packed.NewWriter(len(c.orders))
	}
	c.there[at], c.packed = true, append(c.packed, c.orders[at])
	if err := c.packing.Add(o); err != nil && c.wrong == nil {
		c.wrong = err
	}
	return len(c.packed) == len(c.orders)
}

// rest ends a chunk with what a run has of it, as far as it was not told before.
func (c *chunk) rest(all []*exchange.Observation) {
	for at, order := range c.orders {
		if o := all[order]; o != nil && !c.there[at] {
			c.add(at, o)
		}
	}
	c.end(c.outcome())
}

// outcome is what came of the chunk.
func (c *chunk) outcome() *fleet.Outcome {
	out := &fleet.Outcome{Orders: c.packed, Requests: c.requests, Excess: c.doc.client.Excess()}
	if c.packing != nil {
		out.Observed, c.packing = c.packing.Packed(), nil
	}
	c.agent.sent.Add(int64(out.Requests))
	var known int
	out.Learned, known = c.doc.learned()
	c.told = func() { c.doc.tell(known) }
	if c.wrong != nil {
		return &fleet.Outcome{Refused: c.agent.masks.String(c.wrong.Error())}
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
	c.agent.later(func() {
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
