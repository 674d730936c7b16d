package check

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/text"
)

// Part is one condition of an expectation, judged on its own: a key, or one header or JSONPath
// below a key.
type Part struct {
	Text string // "status 404", "header Retry-After present"
	outcome.Result
}

// Parts judges every condition of the expectation on its own, in document order, to show met and
// unmet ones; nil if that takes too long. Their failures are mostly those of Judge; they may differ
// if conditions depend on each other.
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
		// A reason that a whole key cannot be judged (a body that is not JSON) is reported once.
		if failures != len(whole.Failures) {
			apart = []Part{whole}
		}
		parts = append(parts, apart...)
	}
	return parts
}

func (e *Expectation) part(k keyed, o *exchange.Observation, w *World) Part {
	one := &Expectation{At: e.At, checks: []keyed{k}, more: e.more}
	shown := k.Summary()
	if k.key == "answer" {
		shown = "answer " + shown
	}
	var out outcome.Result
	out.ExpectFailure(e.WantsFailure())
	one.JudgeInto(o, w, &out)
	e.moveFailures(&out)
	return Part{Text: text.Line(shown, mostPartText), Result: out}
}

// mostPartText is the maximum length of a condition's text in bytes.
const mostPartText = 400
