package observe

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
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

// coolKnown is cool for what the same session was answered just before. It is
// called with the lock held.
func (r *run) coolKnown() {
	if r.opts.Limits.Cooldown == nil {
		return
	}
	for _, o := range r.opts.Known {
		if o == nil || o.Provenance.Kind != "live" || time.Since(o.Sent) > r.opts.Limits.Cooldown.Wait || !r.limited(o) {
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

func (r *run) coolingDown(o *exchange.Observation) exchange.Missing {
	if f := o.Failure; f != nil {
		return gap(exchange.CoolingDown, "cooling down: %s got no answer (%s), and nothing more is asked of the same host after that (limits.cooldown)",
			o.Probe, f.Kind)
	}
	return gap(exchange.CoolingDown, "cooling down: %s was answered %s, and asking the same host again may lengthen the limit (limits.cooldown)",
		o.Probe, r.opts.Limits.Cooldown.On.Summary())
}

func (h *host) cool(why exchange.Missing) {
	if h.cooling.None() {
		h.cooling = why
	}
}

// cools is why nothing more is asked of h, none while it is.
func (r *run) cools(h *host) exchange.Missing {
	r.mu.Lock()
	defer r.mu.Unlock()
	return h.cooling
}
