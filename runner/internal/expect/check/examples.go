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

// Examples makes small answers that would meet the expectation, one at least for
// each alternative that it names: each status of a list, each answer, each part
// of an `any`. The diagnosis uses them as the answers that an experiment may
// bring.
//
// It is a best effort by generate and test: status, headers, body, json (singular paths),
// error, duration, stream (how it ends), answer, all, any, same_as and differs_from are
// read, whatever else stands in the expectation may keep an example from meeting it, and
// every answer returned does meet it. The same expectation gives the same examples in the
// same order; none where nothing was found. w is as for Judge: the other probes'
// observations, for same_as, and the named answers.
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
	depth int // answers inside answers
}

// Draft is an answer in the making. Drafts share nothing that is changed.
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

// exemplary is a check that says what would meet it.
type exemplary interface {
	// Examples adds to d what the check wants, in each way that it can be had.
	Examples(x *Sketch, d Draft) []Draft
}

// Expectation extends d by every check of e. One that does not say what would
// meet it adds nothing.
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

// Named extends d by the expectation of a named answer; by nothing where it is not
// known, or too deep inside others.
func (x *Sketch) Named(id string, d Draft) []Draft {
	e := x.w.Named(id)
	if e == nil || x.depth >= outcome.MostInside {
		return nil
	}
	x.depth++
	defer func() { x.depth-- }()
	return x.Expectation(e, d)
}

// Other is the observation of another probe; nil where there is none.
func (x *Sketch) Other(probe string) *exchange.Observation { return x.w.Other(probe) }

// finish makes an answer of a draft: with the first status that lets it meet e,
// where e leaves the status open.
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

// answer is the draft as an observation.
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

// UsualStatuses are tried where no status is wanted by name.
var UsualStatuses = []int{200, 401, 404, 429, 400, 403, 500, 503, 402, 409, 422, 201, 204, 302, 502}
