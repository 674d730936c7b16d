package observe

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/jarcoal/httpmock"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// replay answers from fixtures, through a transport that has no way to dial. The
// planned request travels in the context of the HTTP request, because it is the
// unfilled text that fixtures are found by; one responder a method stands for
// all of them, because httpmock is quadratic in responders.
type replay struct {
	transport *httpmock.MockTransport
	fixture   *fixture.Index
}

// everything is the address that the responders are registered for.
const everything = "http://fixtures/"

func newReplay(f *fixture.Index, probes []*plan.Probe) *replay {
	p := &replay{transport: httpmock.NewMockTransport(), fixture: f}
	p.transport.DontCheckMethod = true
	methods := map[string]bool{}
	for _, probe := range probes {
		if m := probe.Request.Method; !methods[m] {
			methods[m] = true
			p.transport.RegisterResponder(m, everything, p.respond)
		}
	}
	return p
}

// question is a planned request and the entry that was found for it.
type question struct {
	probe   *plan.Probe
	sample  int
	found   *fixture.Entry
	missing exchange.Missing
}

type questionKey struct{}

var errNotRecorded = errors.New("not recorded")

// respond is the responder: it finds the entry, and answers as it says.
func (p *replay) respond(req *http.Request) (*http.Response, error) {
	q, ok := req.Context().Value(questionKey{}).(*question)
	if !ok {
		return nil, errors.New("a request that no probe made")
	}
	entry, miss := p.fixture.Match(q.probe.ID, q.sample, q.probe.Request)
	if entry == nil {
		q.missing = exchange.Missing{Kind: exchange.NeverRecorded, Detail: miss.Error()}
		return nil, errNotRecorded
	}
	q.found = entry
	if f := entry.Observation.Failure; f != nil {
		return nil, errors.New(f.Message)
	}
	return &http.Response{StatusCode: entry.Observation.Status, Body: http.NoBody, Request: req}, nil
}

// ask finds what was recorded for a sample of p; 0: for p itself.
func (p *replay) ask(probe *plan.Probe, sample int) *question {
	q := &question{probe: probe, sample: sample}
	// Of a context that never ends, httpmock makes no goroutines.
	ctx := context.WithValue(context.Background(), questionKey{}, q)
	req, err := http.NewRequestWithContext(ctx, probe.Request.Method, everything, http.NoBody)
	if err != nil {
		q.missing = gap(exchange.Unsendable, "the request cannot be sent: %v", err)
		return q
	}
	resp, err := p.transport.RoundTrip(req)
	if err == nil {
		resp.Body.Close()
	} else if q.found == nil && q.missing.None() {
		q.missing = gap(exchange.Unsendable, "not replayed: %v", err)
	}
	return q
}

// replayed is what was recorded for t: its samples where it is repeated, the
// answer that it polled for where it polls. It waits only for a stream's pace.
func (r *run) replayed(t *task) answer {
	if r.replay.fixture == nil {
		return answer{Observation: missing(t.probe, r.neverRecorded())}
	}
	var a answer
	switch repeat := t.probe.Of.Repeat; {
	case repeat != nil:
		answers := make([]answer, max(repeat.Times, 1))
		for i := range answers {
			answers[i] = r.recorded(t, i+1)
		}
		a = asOne(answers)
	case t.until != nil:
		a = r.recordedPolls(t)
	default:
		a = r.recorded(t, 0)
	}
	if r.opts.Timed && a.Stream != nil && !r.pause(t.host, pace(a.Observation)) {
		return answer{Observation: missing(t.probe, missingInterrupted)}
	}
	return a
}

// neverRecorded says why there are no fixtures at all.
func (r *run) neverRecorded() exchange.Missing {
	if r.opts.FixtureName == "" {
		return gap(exchange.NeverRecorded, "never recorded: the suite names no fixtures; let `fixtures:` name a file, then assay run --record")
	}
	return gap(exchange.NeverRecorded, "never recorded: %s does not exist yet; assay run --record writes it", r.opts.FixtureName)
}

// recordedPolls is the recorded answer of a probe that polls. Where every poll
// was recorded, as a sample, it is the first that ends the polling, or the last.
func (r *run) recordedPolls(t *task) answer {
	q := r.replay.ask(t.probe, 0)
	a := r.answerTo(t, q)
	for sample := 2; q.missing.None() && q.found.Sample == sample-1 && !r.met(t, a.Observation); sample++ {
		if q = r.replay.ask(t.probe, sample); q.missing.None() && q.found.Sample == sample {
			a = r.answerTo(t, q)
		}
	}
	return a
}

// recorded is what was recorded for a sample of t; 0: for t itself.
func (r *run) recorded(t *task, sample int) answer {
	a := r.answerTo(t, r.replay.ask(t.probe, sample))
	a.Sample = sample
	return a
}

// answerTo is the entry that was found, as an observation of t.
func (r *run) answerTo(t *task, q *question) answer {
	if !q.missing.None() {
		return answer{Observation: missing(t.probe, q.missing)}
	}
	o := q.found.Observation.Copy()
	o.Probe, o.Request, o.Sample, o.Attempts = t.probe.ID, t.probe.Request, 0, 0
	o.Captured, o.CaptureError = nil, ""
	o.Masking = q.found.Masking(r.opts.Masking)
	if subst.Has(o.Request.URL) {
		r.base(o, r.filling(t).url(o.Request.URL))
	}
	if slices.ContainsFunc(t.probe.Of.Capture, func(c suite.Capture) bool { return c.Secret }) {
		r.learn(t.probe, r.takeFrom(o, t.probe)) // one recorded before it was a secret
	}
	r.opts.Redact.Observation(o) // an entry may have been written by hand
	taken := r.takeFrom(o, t.probe)
	r.show(o, taken)
	return answer{o, taken}
}

// pace is how long a recorded stream took.
func pace(o *exchange.Observation) time.Duration {
	d := o.Duration
	if n := len(o.Stream.Events); n > 0 {
		d = max(d, o.Stream.Events[n-1].At)
	}
	return d
}
