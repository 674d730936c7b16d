package observe

import (
	"fmt"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// notBefore returns when t may be sent by its wait, zero if it need not wait; or the reason why it
// is not sent at all. Nothing waits in a replay.
func (r *run) notBefore(t *task) (at time.Time, why string, _ exchange.Missing) {
	w := t.probe.Of.Wait
	switch {
	case w == nil || !r.opts.Live:
		return time.Time{}, "", exchange.Missing{}
	case w.ToldBy == nil:
		return time.Now().Add(w.Plus), "before " + t.probe.ID, exchange.Missing{}
	}
	of, told, missing := r.told(t.probe, w)
	if !missing.None() {
		return time.Time{}, "", missing
	}
	at = told.At.Add(w.Plus)
	if left := time.Until(at); left > w.AtMost {
		return time.Time{}, "", exchange.Missing{Kind: exchange.WaitTooLong, Probe: of.ID, Detail: fmt.Sprintf("%s told %s: %s; sending is due %s, and wait.at_most is %s",
			of.ID, told.Header, told, reset.Distance(left), text.Span(w.AtMost))}
	}
	return at, "for the reset that " + of.ID + " told", exchange.Missing{}
}

// told returns the reset named by the response that p waits for, and the probe of that response.
func (r *run) told(p *plan.Probe, w *suite.Wait) (*plan.Probe, reset.Told, exchange.Missing) {
	of := r.plan.Beside(w.ToldBy.ID, p.Row)
	if of == nil || r.set.ByProbe[of.Order] == nil {
		return nil, reset.Told{}, gap(exchange.NotObserved, "wait: %s was not observed", w.ToldBy.ID)
	}
	o := r.set.ByProbe[of.Order]
	switch {
	case !o.Missing.None():
		return nil, reset.Told{}, o.Missing.Behind(of.ID, "wait: "+of.ID+": "+o.Missing.String())
	case o.Failure != nil:
		why := gap(exchange.NeedsAnswer, "wait: %s was not answered: %s: %s", of.ID, o.Failure.Kind, o.Failure.Message)
		why.Probe = of.ID
		return nil, reset.Told{}, why
	}
	told, err := r.taking.Told(o, w)
	if err != nil || told.At.IsZero() {
		why := exchange.Missing{Kind: exchange.NothingTold, Probe: of.ID, Detail: of.ID + " told no reset"}
		if err != nil {
			why.Detail += ": " + err.Error()
		}
		return nil, reset.Told{}, why
	}
	return of, told, exchange.Missing{}
}

// park makes t wait without a slot, and queues it then; at once if sending has ended, which gives t
// its reason. The caller holds the lock.
func (r *run) park(t *task, at time.Time, why string) {
	until := r.waits.add(at, why)
	r.workers.Add(1)
	go func() {
		defer r.workers.Done()
		defer r.fell.Keep()
		sleep(r.open, time.Until(until.at))
		r.mu.Lock()
		defer r.mu.Unlock()
		r.waits.remove(until)
		if r.ctx.Err() == nil {
			r.line(t)
			r.dispatch()
		}
		r.report()
	}()
}

// line queues t at its host.
func (r *run) line(t *task) {
	t.host.add(t)
	if !t.bans() {
		r.calm++
	}
}
