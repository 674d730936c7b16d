package observe

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/subst"
)

// recorded returns the recording of t: its samples if it is repeated, the response that it polled
// for if it polls. It waits only for a stream's original duration.
func (r *run) recorded(t *task) answer {
	var a answer
	switch repeat := t.probe.Of.Repeat; {
	case repeat != nil:
		answers := make([]answer, max(repeat.Times, 1))
		for i := range answers {
			answers[i] = r.lookUp(t, i+1)
			answers[i].Sample = i + 1
		}
		a = asOne(answers)
	case t.until != nil:
		a = r.recordedPolls(t)
	default:
		a = r.lookUp(t, 0)
		a.Sample = 0
	}
	if r.opts.Timed && a.Stream != nil && !r.pause(t.host, pace(a.Observation)) {
		return answer{Observation: missing(t.probe, missingInterrupted)}
	}
	return a
}

// recordedPolls returns the recorded response of a probe that polls. If every poll was recorded, as
// a sample, it is the first that ends the polling, or the last.
func (r *run) recordedPolls(t *task) answer {
	a := r.lookUp(t, 0)
	for poll := 2; a.Sample == poll-1 && !r.met(t, a.Observation); poll++ {
		next := r.lookUp(t, poll)
		if !next.Missing.None() || next.Sample != poll {
			break
		}
		a = next
	}
	a.Sample = 0
	return a
}

// lookUp returns the recording of a sample of t; 0: of t itself. Its Sample is that of the entry.
func (r *run) lookUp(t *task, sample int) answer {
	q := t.probe.Request
	w := t.probe.Of.Wait
	o, _ := r.sender.Send(r.ctx, exchange.Call{Probe: t.probe.ID, Sample: sample, Request: q, Own: w != nil && w.ToldBy != nil})
	url := q.URL
	if subst.Has(url) && o.Missing.None() {
		url = r.filling(t).url(url)
	}
	return r.handOn(t, o, url)
}

// pace returns the duration of a recorded stream.
func pace(o *exchange.Observation) time.Duration {
	d := o.Duration
	if n := len(o.Stream.Events); n > 0 {
		d = max(d, o.Stream.Events[n-1].At)
	}
	return d
}
