package observe

import (
	"fmt"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/reset"
	"assay/runner/internal/text"
)

// cool keeps what is left of a run away from the host of t after an answer that
// limits.cooldown is on: every further request may lengthen the limit. What an
// earlier run was answered is for Options.Before to know.
func (r *run) cool(t *task, o *exchange.Observation) {
	if !r.limited(o) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	t.host.cool(r.coolingDown(o))
}

// lasts is when the cooldown after o is over.
func (r *run) lasts(o *exchange.Observation) (over time.Time) {
	named, ok := reset.Next(o)
	return o.Sent.Add(o.Duration).Add(r.opts.Limits.Cooldown.Lasts(named.Wait, ok))
}

// coolKnown is cool for what the same session was answered just before. It is
// called with the lock held.
func (r *run) coolKnown() {
	if r.opts.Limits.Cooldown == nil {
		return
	}
	for _, o := range r.opts.Known {
		if o == nil || o.Provenance.Kind != "live" || !time.Now().Before(r.lasts(o)) || !r.limited(o) {
			continue
		}
		if p := r.plan.Probe(o.Probe); p != nil {
			r.hosts.of(r.hostName(&task{probe: p})).cool(r.coolingDown(o))
		}
	}
}

// limited reports whether an answer, or that none came, is what limits.cooldown is on.
func (r *run) limited(o *exchange.Observation) bool {
	c := r.opts.Limits.Cooldown
	if c == nil || c.On == nil || o == nil || !o.Missing.None() {
		return false
	}
	world := &expect.World{
		Answer:   func(id string) *expect.Expectation { return r.answers()[id] },
		Volatile: &r.plan.Suite.Volatile,
		Guard:    r.watch,
	}
	return c.On.Outcome(o, world) == expect.Met
}

// coolingDown is why nothing more is asked of a host after o, and until when; the zero
// time: in this run.
func (r *run) coolingDown(o *exchange.Observation) (why exchange.Missing, warm time.Time) {
	c := r.opts.Limits.Cooldown
	how := "and nothing more is asked of the same host after that (limits.cooldown)"
	if c.Told {
		warm = r.lasts(o)
		how = fmt.Sprintf("and nothing is asked of the same host for %s after that (limits.cooldown)", text.Span(warm.Sub(o.Sent.Add(o.Duration))))
	}
	if f := o.Failure; f != nil {
		return gap(exchange.CoolingDown, "cooling down: %s got no answer (%s), %s", o.Probe, f.Kind, how), warm
	}
	if !c.Told {
		how = "and asking the same host again may lengthen the limit (limits.cooldown)"
	} else if named, ok := reset.Next(o); ok {
		how = fmt.Sprintf("told %s: %s, %s", named.Header, named, how)
	}
	return gap(exchange.CoolingDown, "cooling down: %s was answered %s, %s", o.Probe, c.On.Summary(), how), warm
}

// cool has h cool down until a time; of several the latest counts, and for good is for good.
func (h *host) cool(why exchange.Missing, warm time.Time) {
	if h.cooling.None() || !h.warm.IsZero() && (warm.IsZero() || warm.After(h.warm)) {
		h.cooling, h.warm = why, warm
	}
}

// cools is why nothing is asked of h now, none while it is.
func (h *host) cools() exchange.Missing {
	if !h.warm.IsZero() && !time.Now().Before(h.warm) {
		h.cooling, h.warm = exchange.Missing{}, time.Time{}
	}
	return h.cooling
}

// cools is why nothing more is asked of h, none while it is.
func (r *run) cools(h *host) exchange.Missing {
	r.mu.Lock()
	defer r.mu.Unlock()
	return h.cools()
}
