package observe

import (
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// held is, by plan.Probe.Order, the probe that changes something and so keeps a probe
// from being sent: itself, or one that it comes after. nil: nothing is held back.
type held []*plan.Probe

// heldBack finds what a run must not send where limits.writes is ask. What comes
// after an unsent write is held back too: without it the answer would tell of a
// state that the suite does not mean.
func heldBack(p *plan.Plan) held {
	return p.Behind(func(q *plan.Probe) bool { return q.Of.Risk == "writes" })
}

// why is the reason why p is held back, none where it is not.
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
