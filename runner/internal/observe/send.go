package observe

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/capture"
)

// retried sends one request, and resends it unchanged if there is no response and the probe has
// retries.
func (r *run) retried(t *task) answer {
	q, why := r.filled(t)
	if !why.None() {
		r.handBack(t)
		return answer{Observation: missing(t.probe, why)}
	}
	again := 0
	var every time.Duration
	if retry := t.probe.Of.Retry; retry != nil {
		again, every = retry.Times, retry.Every
	}
	for attempts := 1; ; attempts++ {
		a := r.send(t, q)
		a.Attempts = attempts
		if a.Failure == nil || attempts > again {
			return a
		}
		if !r.pause(t.host, every) {
			return answer{Observation: missing(t.probe, missingInterrupted)}
		}
	}
}

// send sends q once, as soon as it may be sent.
func (r *run) send(t *task, q *exchange.Request) answer {
	tk, why := r.leave(t)
	if !why.None() {
		return answer{Observation: missing(t.probe, why)}
	}
	if !r.wait(tk) {
		r.unsent(1)
		return answer{Observation: missing(t.probe, missingInterrupted)}
	}
	if why := r.cools(t.host); !why.None() { // since the ticket was given
		r.unsent(1)
		return answer{Observation: missing(t.probe, why)}
	}
	r.sending(t)
	o := r.exchange(t, q)
	if o.Failure != nil && r.ctx.Err() != nil {
		o = missing(t.probe, missingInterrupted)
	}
	a := r.handOn(t, o, q.URL)
	r.cool(t, o)
	return a
}

// handOn makes the final observation of t from a response to a request to url: of the planned
// request, with captures, and with secrets masked. Recordings are masked before captures are
// taken, because an entry may have been written by hand.
func (r *run) handOn(t *task, o *exchange.Observation, url string) answer {
	o.Probe, o.Request = t.probe.ID, t.probe.Request
	if o.Masking == nil {
		o.Masking = r.opts.Masking
	}
	r.base(o, url)
	var taken capture.Taken
	var given *grant
	if r.opts.Live || len(t.probe.Of.Capture) > 0 {
		taken = r.takeFrom(o, t.probe)
		if r.opts.Live && t.probe.Of.Token {
			given = r.takeGrant(t, o, &taken)
		}
		r.learn(t.probe, o, taken)
	}
	knew := r.learned.Load()
	r.opts.Redact.Observation(o)
	if !r.opts.Live {
		taken = r.takeFrom(o, t.probe)
	}
	r.show(o, taken)
	return answer{o, taken, given, knew}
}

// exchange sends q and its further requests, each with its own permission.
func (r *run) exchange(t *task, q *exchange.Request) *exchange.Observation {
	admitted := 1
	o, sent := r.sender.Send(r.ctx, exchange.Call{Probe: t.probe.ID, Order: t.probe.Order, Request: q, Leave: func(f exchange.Further) exchange.Missing {
		why := r.further(t, f)
		if why.None() {
			admitted++
		}
		return why
	}})
	r.unsent(admitted - sent)
	return o
}

// sending reports that a request of t is sent now.
func (r *run) sending(t *task) {
	if r.opts.Sending == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opts.Sending(t.probe)
}

// base keeps the requested URL if it differs from the planned one and a Location may be relative
// to it.
func (r *run) base(o *exchange.Observation, asked string) {
	if asked != o.Request.URL && o.Header.Has("Location") {
		o.Base = r.opts.Redact.String(asked)
	}
}
