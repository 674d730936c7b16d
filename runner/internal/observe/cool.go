package observe

import (
	"fmt"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/origin"
	"assay/runner/internal/reset"
	"assay/runner/internal/text"
)

// cool stops requests to the host of t for the rest of a run after a response that limits.cooldown
// matches: every further request may lengthen the limit. Options.Before handles the responses of
// earlier runs.
func (r *run) cool(t *task, o *exchange.Observation) {
	if !r.limited(o) {
		return
	}
	r.begin(t, o)
	if r.opts.Began != nil {
		r.opts.Began(t.probe, o)
	}
}

// begin has the host of t cool down after o.
func (r *run) begin(t *task, o *exchange.Observation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	why, warm := r.coolingDown(o)
	t.host.cool(why, warm)
	if r.opts.Cooled != nil {
		r.opts.Cooled(origin.Of(r.hostName(t)), why, warm)
	}
}

// lasts returns when the cooldown after o is over.
func (r *run) lasts(o *exchange.Observation) (over time.Time) {
	named, ok := reset.Next(o)
	return o.Sent.Add(o.Duration).Add(r.opts.Limits.Cooldown.Lasts(named.Wait, ok))
}

// coolKnown is cool for the earlier responses of the same session. The caller holds the lock.
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

// limited reports whether limits.cooldown matches an observation.
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

// coolingDown returns the reason why no more requests go to a host after o, and until when; zero:
// for the rest of this run.
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

// cool makes h cool down until a time, or for good; the longest cooldown applies.
func (h *host) cool(why exchange.Missing, warm time.Time) {
	if h.cooling.None() || !h.warm.IsZero() && (warm.IsZero() || warm.After(h.warm)) {
		h.cooling, h.warm = why, warm
	}
}

// cools returns the reason why h gets no requests now; empty if it does.
func (h *host) cools() exchange.Missing {
	if !h.warm.IsZero() && !time.Now().Before(h.warm) {
		h.cooling, h.warm = exchange.Missing{}, time.Time{}
	}
	return h.cooling
}

// cools returns the reason why h gets no more requests; empty if it does.
func (r *run) cools(h *host) exchange.Missing {
	r.mu.Lock()
	defer r.mu.Unlock()
	return h.cools()
}
