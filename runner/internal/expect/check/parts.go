package check

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
)

// Part is one condition of an expectation, judged by itself: a key, or one header
// or JSONPath below a key.
type Part struct {
	Text string // "status 404", "header Retry-After present"
	outcome.Result
}

// Parts judges every condition of the expectation by itself, in document order,
// for those who show what holds beside what does not; nil where that takes too
// long. Their failures, one after
// the other, are mostly those that Judge gives; where conditions depend on each
// other they may be others.
func (e *Expectation) Parts(o *exchange.Observation, w *World) []Part {
	if !e.watched(o, w) {
		return e.parts(o, w)
	}
	parts, _ := Watch(w.guard(), func() []Part { return e.parts(o, w) })
	return parts
}

func (e *Expectation) parts(o *exchange.Observation, w *World) []Part {
	parts := make([]Part, 0, len(e.checks))
	for _, k := range e.checks {
		whole := e.part(k, o, w)
		several, ok := k.Check.(divisible)
		if !ok {
			parts = append(parts, whole)
			continue
		}
		var apart []Part
		failures := 0
		for _, c := range several.Divide() {
			p := e.part(keyed{k.key, c, k.of}, o, w)
			failures += len(p.Failures)
			apart = append(apart, p)
		}
		// What keeps a whole key from being judged (a body that is no JSON) is said
		// once.
		if failures != len(whole.Failures) {
			apart = []Part{whole}
		}
		parts = append(parts, apart...)
	}
	return parts
}

func (e *Expectation) part(k keyed, o *exchange.Observation, w *World) Part {
	one := &Expectation{At: e.At, checks: []keyed{k}, more: e.more}
	text := k.Summary()
	if k.key == "answer" {
		text = "answer " + text
	}
	var out outcome.Result
	out.ExpectFailure(e.WantsFailure())
	one.JudgeInto(o, w, &out)
	return Part{Text: show.Clip(text, mostPartText), Result: out}
}

// mostPartText is how many bytes a condition is told in.
const mostPartText = 400
