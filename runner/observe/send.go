package observe

import (
	"context"
	"fmt"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"assay/runner/exchange"
)

// retried sends one request, and again as it is where no answer came and the
// probe asks for that.
func (r *run) retried(t *task) answer {
	q, why := r.filled(t)
	if why != "" {
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

// send sends q once and gives the observation as it may be handed on: of the
// planned request, captures taken, secrets taken out.
func (r *run) send(t *task, q *exchange.Request) answer {
	tk, why := r.leave(t)
	if why != "" {
		return answer{Observation: missing(t.probe, why)}
	}
	if !r.wait(tk) {
		r.count(t, 0)
		return answer{Observation: missing(t.probe, missingInterrupted)}
	}
	if why := r.cools(t.host); why != "" { // since the ticket was given
		r.count(t, 0)
		return answer{Observation: missing(t.probe, why)}
	}
	r.sending(t)
	q, capped := r.withinBudget(q)
	ctx, sends := counting(r.ctx, q)
	o := r.client.Do(ctx, q)
	r.count(t, sends(o))
	switch {
	case o.Failure != nil && r.ctx.Err() != nil:
		o = missing(t.probe, missingInterrupted)
	case capped && len(o.Hops) == q.Redirects && redirects(o):
		o = missing(t.probe, exchange.Missing(fmt.Sprintf(
			"the request budget of %d is spent, with a redirect still to follow: raise limits.requests or --budget", r.opts.Limits.Requests)))
	}
	o.Probe, o.Request = t.probe.ID, t.probe.Request
	r.base(o, q.URL)
	taken := r.takeFrom(o, t.probe)
	r.opts.Redact.Observation(o)
	o.Missing = exchange.Missing(r.opts.Redact.String(string(o.Missing)))
	r.show(o, taken)
	r.cool(t, o)
	return answer{o, taken}
}

// sending tells that a request of t is sent now.
func (r *run) sending(t *task) {
	if r.opts.Sending == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.opts.Sending(t.probe)
}

// base keeps the URL that was asked where a Location may start from it and the
// planned one is another.
func (r *run) base(o *exchange.Observation, asked string) {
	if asked != o.Request.URL && o.Header.Has("Location") {
		o.Base = r.opts.Redact.String(asked)
	}
}

// withinBudget lets a request follow no more redirects than the budget has
// requests left for; capped tells that these are fewer than it asks for.
func (r *run) withinBudget(q *exchange.Request) (_ *exchange.Request, capped bool) {
	if q.Redirects == 0 {
		return q, false
	}
	r.mu.Lock()
	left := max(r.left(), 0)
	r.mu.Unlock()
	if left >= q.Redirects {
		return q, false
	}
	fewer := *q
	fewer.Redirects = left
	return &fewer, true
}

func redirects(o *exchange.Observation) bool {
	return o.Status >= 300 && o.Status < 400 && o.Header.Has("Location")
}

// counting is ctx for a request that may take more than one send, and how many
// it took in the end.
func counting(ctx context.Context, q *exchange.Request) (context.Context, func(*exchange.Observation) int) {
	var written atomic.Int64
	if q.Auth != nil && q.Auth.Scheme == "digest" {
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
			WroteRequest: func(info httptrace.WroteRequestInfo) {
				if info.Err == nil {
					written.Add(1)
				}
			},
		})
	}
	return ctx, func(o *exchange.Observation) int {
		if o.Missing != "" && o.Missing != missingInterrupted {
			return 0
		}
		return max(1+len(o.Hops), int(written.Load()))
	}
}
