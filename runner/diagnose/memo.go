package diagnose

import (
	"assay/runner/exchange"
	"assay/runner/expect"
	"assay/runner/plan"
)

// memo remembers what is asked again and again: most predictions of a suite are
// the names of a few answers.
type memo struct {
	examples map[string][]*exchange.Observation // of an answer
	kinds    map[string]int                     // of predictions, by the answers that they name
}

// steady is the answer that e asks for where it asks for nothing else and the
// answer does not look at other observations; "" otherwise.
func (d *diagnosing) steady(e *expect.Expectation) string {
	names := e.Named()
	if len(names) != 1 {
		return ""
	}
	a := d.answers[names[0]]
	if a == nil || a.Late() || len(a.Probes()) > 0 {
		return ""
	}
	return names[0]
}

// noKind is a prediction that must be judged by itself.
const noKind = -1

// kindOf numbers the predictions that name the same answers: what one of them
// makes of an observation, all of them do.
func (d *diagnosing) kindOf(all []*expect.Expectation) int {
	key := ""
	for _, e := range all {
		name := d.steady(e)
		switch {
		case name == "":
			return noKind
		case key == "":
			key = name
		default:
			key += " " + name
		}
	}
	if d.memo.kinds == nil {
		d.memo.kinds = map[string]int{}
	}
	kind, ok := d.memo.kinds[key]
	if !ok {
		kind = len(d.memo.kinds)
		d.memo.kinds[key] = kind
	}
	return kind
}

// examples are answers that would meet e.
func (d *diagnosing) examples(e *expect.Expectation, w *expect.World) []*exchange.Observation {
	name := d.steady(e)
	if name == "" {
		return e.Examples(w)
	}
	known, ok := d.memo.examples[name]
	if !ok {
		if d.memo.examples == nil {
			d.memo.examples = map[string][]*exchange.Observation{}
		}
		known = e.Examples(w)
		d.memo.examples[name] = known
	}
	return known
}

// judging holds assumed answers against predictions, each kind of prediction of a
// probe once.
type judging struct {
	*diagnosing
	view    *view
	assumed assumption
	kinds   map[kindOfProbe]expect.Outcome
	last    *plan.Probe
	world   *expect.World // of last
}

type kindOfProbe struct{ order, kind int }

// outcome of a prediction, o being its probe's answer.
func (j *judging) outcome(p *prediction, o *exchange.Observation) expect.Outcome {
	if p.kind == noKind {
		return p.outcome(o, j.worldOf(p.probe))
	}
	key := kindOfProbe{p.probe.Order, p.kind}
	known, ok := j.kinds[key]
	if !ok {
		known = p.outcome(o, j.worldOf(p.probe))
		if j.kinds == nil {
			j.kinds = map[kindOfProbe]expect.Outcome{}
		}
		j.kinds[key] = known
	}
	return known
}

// worldOf is what an expectation about p may look up, made once for many rivals.
func (j *judging) worldOf(p *plan.Probe) *expect.World {
	if j.last != p {
		j.last, j.world = p, j.diagnosing.world(j.view, p, j.assumed)
	}
	return j.world
}
