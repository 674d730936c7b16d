package observe

import (
	"fmt"
	"time"

	"assay/runner/internal/exchange"
)

// ticket is permission to send once, at a time; nil: at once.
type ticket struct{ at *pending }

// admit asks whether t may be sent once more, and when. The caller holds the lock, so that the
// budget is spent in the order of sending. A replay sends nothing.
func (r *run) admit(t *task) (*ticket, exchange.Missing) {
	if !r.opts.Live {
		return nil, exchange.Missing{}
	}
	return r.reserve(t, t.host, "")
}

// reserve takes one send to h out of the budget and the rate, before anything is sent. still says
// what a spent budget leaves undone.
func (r *run) reserve(t *task, h *host, still string) (*ticket, exchange.Missing) {
	if !r.stopped.None() {
		return nil, r.stopped
	}
	if why := h.cools(); !why.None() {
		return nil, why
	}
	if r.opts.Before != nil {
		if why := r.opts.Before(t.probe); !why.None() {
			return nil, why
		}
	}
	if r.opts.Limits.Requests > 0 && r.sent >= r.opts.Limits.Requests-r.opts.Kept {
		if r.opts.Kept > 0 {
			still = fmt.Sprintf(" but for %d kept for cleanup", r.opts.Kept) + still
		}
		return nil, gap(exchange.BudgetSpent, "the request budget of %d is spent%s: raise limits.requests or --budget", r.opts.Limits.Requests, still)
	}
	r.sent++
	tk := &ticket{}
	if at := h.allowed(); !at.IsZero() {
		tk.at = r.waits.add(at, "on the rate")
	}
	return tk, exchange.Missing{}
}

// further gives permission for one more send of a request of t that is in progress. It returns when
// the send may start.
func (r *run) further(t *task, f exchange.Further) exchange.Missing {
	h, tk, why := r.reserveFurther(t, f)
	if !why.None() {
		return why
	}
	if !r.wait(tk) {
		why = missingInterrupted
	} else {
		why = r.cools(h) // since the ticket was given
	}
	if !why.None() {
		r.unsent(1)
		return why
	}
	r.sending(t)
	return exchange.Missing{}
}

// reserveFurther is reserve for the host of a further send.
func (r *run) reserveFurther(t *task, f exchange.Further) (*host, *ticket, exchange.Missing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := t.host
	if t.probe.Request.Unix == "" {
		h = r.hosts.of(f.Origin)
	}
	tk, why := r.reserve(t, h, undone(f))
	r.report()
	return h, tk, why
}

// undone says what a request still needed when the budget was spent.
func undone(f exchange.Further) string {
	switch f.Why {
	case exchange.Redirect:
		return fmt.Sprintf(" with redirect %d still to follow", f.Hops)
	case exchange.Challenge:
		return " with a digest challenge still to answer"
	}
	return " with the request still to be sent on a new connection, as its server closed the one before"
}

// allowed returns when the rate allows the next send; zero: at once.
func (h *host) allowed() time.Time {
	if h.limiter == nil {
		return time.Time{}
	}
	now := time.Now()
	if d := h.limiter.ReserveN(now, 1).DelayFrom(now); d > 0 {
		return now.Add(d)
	}
	return time.Time{}
}

// leave gives permission for the next send of t: the ticket from the queue, or a new one.
func (r *run) leave(t *task) (*ticket, exchange.Missing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if tk := t.ticket; tk != nil {
		t.ticket = nil
		return tk, exchange.Missing{}
	}
	tk, why := r.admit(t)
	r.report()
	return tk, why
}

// wait waits until the ticket's time; false if the run ended first.
func (r *run) wait(tk *ticket) bool {
	if tk.at == nil {
		return r.ctx.Err() == nil
	}
	slept := sleep(r.ctx, time.Until(tk.at.at))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waits.remove(tk.at)
	r.report()
	return slept
}

// handBack returns the unused ticket of t.
func (r *run) handBack(t *task) {
	tk := t.ticket
	if tk == nil {
		return
	}
	t.ticket = nil
	r.mu.Lock()
	r.waits.remove(tk.at)
	r.mu.Unlock()
	r.unsent(1)
}

// unsent returns n sends to the budget that were admitted but not made.
func (r *run) unsent(n int) {
	if n == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent -= n
	r.report()
}
