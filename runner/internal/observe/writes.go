package observe

import (
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// held has, by plan.Probe.Order, the probe that changes state and so keeps a probe from being sent:
// itself, or one that it depends on. nil: nothing is held back.
type held []*plan.Probe

// heldBack finds the probes that a run must not send if limits.writes is ask. Probes after an
// unsent write are held back too: without it the response would reflect a state that the suite does
// not mean.
func heldBack(p *plan.Plan) held {
	return p.Behind(func(q *plan.Probe) bool { return q.Of.Risk == "writes" })
}

// why returns the reason why p is held back; empty if it is not.
func (h held) why(p *plan.Probe) exchange.Missing {
	const wayOut = "pass --allow-writes, or take `writes: ask` out of the suite"
	switch {
	case h == nil || h[p.Order] == nil:
		return exchange.Missing{}
	case h[p.Order] == p:
		return gap(exchange.WritesHeld, "not sent: it changes something (risk: writes), and the suite says limits.writes: ask; "+wayOut)
	}
	return exchange.Missing{
		Kind: exchange.WritesHeld, Probe: h[p.Order].ID,
		Detail: fmt.Sprintf("not sent: it comes after %s, which changes something (risk: writes) and was not sent; %s", h[p.Order].ID, wayOut),
	}
}
