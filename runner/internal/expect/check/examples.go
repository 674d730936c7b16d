package check

import (
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
)

// mostExamples bounds the examples of one expectation.
const mostExamples = 24

// Examples makes small responses that meet the expectation, at least one for each alternative that
// it names: each status of a list, each answer, each part of an `any`. The diagnosis uses them as
// the possible results of an experiment.
//
// It is a best effort by generate and test: status, headers, body, json (singular paths), error,
// duration, stream (order, counts, times, how it ends), answer, all, any, same_as and differs_from
// guide it; other keys may reject an example, and every response returned meets the expectation.
// The examples and their order are deterministic; there may be none. w is as for Judge: the other
// probes' observations, for same_as, and the named answers.
func (e *Expectation) Examples(w *World) []*exchange.Observation {
	if w == nil {
		w = &nowhere
	}
	if e.Late() {
		return nil
	}
	x := &Sketch{w: w}
	var out []*exchange.Observation
	for _, d := range x.Expectation(e, Draft{}) {
		if o := x.finish(e, d); o != nil && len(out) < mostExamples {
			out = append(out, o)
		}
	}
	return out
}

// Sketch is the state of making examples.
type Sketch struct {
	w     *World
	depth int // nesting of answers
}

// Draft is an incomplete response. Drafts share no mutable state.
type Draft struct {
	Status   int // 0: any
	Header   exchange.Header
	Body     []byte // nil: any
	JSON     any    // with hasJSON
	HasJSON  bool
	Failure  *exchange.Failure
	Duration time.Duration
	Stream   *exchange.Stream
}

// exemplary is a check that can make examples.
type exemplary interface {
	// Examples adds to d what the check wants, in each possible way.
	Examples(x *Sketch, d Draft) []Draft
}

// Expectation extends d by every check of e. One that is not exemplary adds nothing.
func (x *Sketch) Expectation(e *Expectation, d Draft) []Draft {
	drafts := []Draft{d}
	for _, k := range e.checks {
		saying, ok := k.Check.(exemplary)
		if !ok {
			continue
		}
		var next []Draft
		for _, one := range drafts {
			next = append(next, saying.Examples(x, one)...)
		}
		drafts = next[:min(len(next), 4*mostExamples)]
	}
	return drafts
}

// Named extends d by the expectation of a named answer; by nothing if it is unknown, or nested too
// deeply.
func (x *Sketch) Named(id string, d Draft) []Draft {
	e := x.w.Named(id)
	if e == nil || x.depth >= outcome.MostInside {
		return nil
	}
	x.depth++
	defer func() { x.depth-- }()
	return x.Expectation(e, d)
}

// Other returns the observation of another probe, which may be nil.
func (x *Sketch) Other(probe string) *exchange.Observation { return x.w.Other(probe) }

// finish makes a response of a draft. If e leaves the status open, it takes the first one with
// which it meets e.
func (x *Sketch) finish(e *Expectation, d Draft) *exchange.Observation {
	statuses := UsualStatuses
	if d.Status != 0 {
		statuses = []int{d.Status}
	}
	for _, status := range statuses {
		d.Status = status
		if o := d.answer(); e.Outcome(o, x.w) == outcome.Met {
			return o
		}
	}
	return nil
}

// answer returns the draft as an observation.
func (d *Draft) answer() *exchange.Observation {
	if d.Failure != nil {
		return &exchange.Observation{Failure: d.Failure}
	}
	o := &exchange.Observation{
		Status: d.Status, Proto: "HTTP/1.1", Header: slices.Clone(d.Header), Body: d.Body, Duration: d.Duration,
		Sent: values.ExampleTime.Add(-d.Duration),
	}
	if d.Stream != nil {
		o.Stream, o.Cut = d.Stream, d.Stream.Cut
		o.Header = append(o.Header, exchange.Field{Name: "Content-Type", Value: "text/event-stream"})
	}
	if d.HasJSON {
		text, err := show.CompactJSON(d.JSON)
		if err == nil {
			o.Body = []byte(text)
		}
		if !o.Header.Has("Content-Type") {
			o.Header = append(o.Header, exchange.Field{Name: "Content-Type", Value: "application/json"})
		}
	}
	o.Size = int64(len(o.Body))
	return o
}

// UsualStatuses are tried if no particular status is wanted.
var UsualStatuses = []int{200, 401, 404, 429, 400, 403, 500, 503, 402, 409, 422, 201, 204, 302, 502}
