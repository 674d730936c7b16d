package observe

import (
	"fmt"
	"slices"
	"time"

	"assay/runner/exchange"
)

// ticket is the leave to send once, at a time.
type ticket struct{ at time.Time }

// admit asks whether t may be sent once more, and when. It is called with the
// lock held: what is over the budget is so in the order of sending.
func (r *run) admit(t *task) (*ticket, exchange.Missing) {
	if r.replay != nil {
		return nil, ""
	}
	if t.host.cooling != "" {
		return nil, t.host.cooling
	}
	if r.opts.Before != nil {
		if why := r.opts.Before(t.probe); why != "" {
			return nil, why
		}
	}
	if why := r.spent(); why != "" {
		return nil, why
	}
	r.sent++
	tk := &ticket{at: t.host.allowed()}
	if !tk.at.IsZero() {
		r.waits.add(tk.at)
	}
	return tk, ""
}

// allowed is when the rate allows the next send; zero: at once.
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

// spent says that the budget is, "" while it is not.
func (r *run) spent() exchange.Missing {
	if r.left() > 0 {
		return ""
	}
	return exchange.Missing(fmt.Sprintf(
		"the request budget of %d is spent: raise limits.requests or --budget", r.opts.Limits.Requests))
}

// left is how many more may be sent.
func (r *run) left() int {
	if r.opts.Limits.Requests <= 0 {
		return int(^uint(0) >> 1)
	}
	return r.opts.Limits.Requests - r.sent
}

// leave gives the leave for the next send of t: the ticket that it was handed
// out with, or a new one.
func (r *run) leave(t *task) (*ticket, exchange.Missing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if tk := t.ticket; tk != nil {
		t.ticket = nil
		return tk, ""
	}
	tk, why := r.admit(t)
	r.report()
	return tk, why
}

// wait waits until the ticket's time; false when the run ended first.
func (r *run) wait(tk *ticket) bool {
	if tk.at.IsZero() {
		return r.ctx.Err() == nil
	}
	slept := sleep(r.ctx, time.Until(tk.at))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waits.remove(tk.at)
	r.report()
	return slept
}

// handBack gives the ticket of t back where it was not used.
func (r *run) handBack(t *task) {
	tk := t.ticket
	if tk == nil {
		return
	}
	t.ticket = nil
	r.mu.Lock()
	r.waits.remove(tk.at)
	r.mu.Unlock()
	r.count(t, 0)
}

// count corrects what was counted for a send by what it took: more for redirects
// and challenges, which the rate of the host remembers, none where it could not
// be sent.
func (r *run) count(t *task, sends int) {
	if sends == 1 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent += sends - 1
	if sends > 1 && t.host.limiter != nil {
		for range sends - 1 {
			t.host.limiter.ReserveN(time.Now(), 1)
		}
	}
	r.report()
}

// waits are the times that sends wait for: a few, one a slot at the most.
type waits []time.Time

func (w *waits) add(at time.Time) { *w = append(*w, at) }

func (w *waits) remove(at time.Time) {
	if i := slices.Index(*w, at); i >= 0 {
		*w = slices.Delete(*w, i, i+1)
	}
}

// first is the earliest, zero when none waits.
func (w waits) first() time.Time {
	if len(w) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(w, time.Time.Compare)
}
