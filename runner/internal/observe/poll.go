package observe

import (
	"fmt"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/reset"
)

// bindUntil binds the expectation that t polls for; it returns the reason if that fails.
func (r *run) bindUntil(t *task) exchange.Missing {
	t.until = t.probe.Until
	if t.until == nil || !t.until.Late() {
		return exchange.Missing{}
	}
	bound, err := t.until.Bind(func(ref string) (any, bool) {
		if v, err := r.captured(t.probe, ref); err == nil {
			return r.opts.Redact.Value(v), true
		}
		return r.plan.Value(t.probe, ref)
	})
	if err != nil {
		return gap(exchange.Unfilled, "until: %v", err)
	}
	t.until = bound
	return exchange.Missing{}
}

// met reports whether a response is the one that t polls for.
func (r *run) met(t *task, o *exchange.Observation) bool {
	return t.until.Outcome(o, &expect.World{
		Observation: func(id string) *exchange.Observation { return r.observed(id, t.probe.Row) },
		Answer:      func(id string) *expect.Expectation { return r.answers()[id] },
		Volatile:    &r.plan.Suite.Volatile,
		Guard:       r.watch,
	}) == expect.Met
}

// observed returns the current observation of the probe that a name means in the context of a row.
func (r *run) observed(id, row string) *exchange.Observation {
	p := r.plan.Beside(id, row)
	if p == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.set.ByProbe[p.Order]
}

// polled sends until a response meets the expectation or the time is up: it sends no request after
// that, nor before the time that a response names. The last response counts; without until, there
// is only one. None counts if another probe's response started a cooldown before the time was up.
func (r *run) polled(t *task) answer {
	a := r.authorized(t)
	if t.until == nil {
		return a
	}
	u := t.probe.Of.Until
	end := time.Now().Add(u.For)
	every, attempts := u.Every, a.Attempts
	for a.Missing.None() && !r.met(t, a.Observation) {
		if why := r.cools(t.host); !why.None() {
			if !r.limited(a.Observation) {
				a = answer{Observation: missing(t.probe, why)}
			}
			break
		}
		named, _ := reset.Next(a.Observation)
		wait := max(every, named.Wait)
		if u.Backoff > 1 {
			every = min(time.Duration(float64(every)*u.Backoff), max(u.For, u.Every))
		}
		if wait > time.Until(end) {
			a.GaveUp = gaveUp(attempts, u.For, every, named)
			break
		}
		if !r.pause(t.host, wait) {
			return answer{Observation: missing(t.probe, missingInterrupted)}
		}
		a = r.authorized(t)
		attempts += a.Attempts
	}
	a.Attempts = attempts
	return a
}

// gaveUp says why polling ended: the response named a time that is too far away, or the time of
// `for` is over.
func gaveUp(attempts int, limit, every time.Duration, named reset.Named) string {
	requests := "1 request"
	if attempts != 1 {
		requests = fmt.Sprintf("%d requests", attempts)
	}
	why := fmt.Sprintf("`for` is %s", limit)
	if named.Wait > every {
		why = fmt.Sprintf("%s told %s, %s", named.Header, named, why)
	}
	return "gave up after " + requests + ": " + why
}
