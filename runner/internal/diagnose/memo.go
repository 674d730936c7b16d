package diagnose

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// memo caches repeated judgements: most predictions of a suite are the names of a few answers.
type memo struct {
	examples map[string][]*exchange.Observation // of steady expectations
	kinds    map[string]int                     // of predictions, by their steady names
	outcomes map[kindOf]expect.Outcome
	judged   int // see mostJudged
}

// kindOf is the key of a judgement: a kind of prediction and a response.
type kindOf struct {
	kind        int
	observation *exchange.Observation
}

// steady returns a name for e if it expects only one of the suite's answers or a status, and
// nothing that depends on other observations; otherwise "".
func (d *diagnosing) steady(e *expect.Expectation) string {
	names := e.Named()
	if len(names) != 1 {
		if e.Late() {
			return ""
		}
		return e.StatusOnly()
	}
	a := d.answers[names[0]]
	if a == nil || a.Late() || len(a.Probes()) > 0 {
		return ""
	}
	return names[0]
}

// noKind marks a prediction that must be judged by itself.
const noKind = -1

// kind returns the number that predictions with the same steady names share: all of them have the
// same outcome for an observation.
func (d *diagnosing) kind(all []*expect.Expectation) int {
	key := ""
	for _, e := range all {
		name := d.steady(e)
		switch {
		case name == "":
			return noKind
		case key == "":
			key = name
		default:
			key += "\n" + name
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

// examples returns responses that would meet e.
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

// judging judges predictions by assumed responses.
type judging struct {
	d       *diagnosing
	view    *view
	assumed assumption
	last    *plan.Probe
	world   *expect.World // of last
}

// outcome returns the outcome of a prediction if o is the observation of its probe.
func (j *judging) outcome(p *prediction, o *exchange.Observation) expect.Outcome {
	if p.kind == noKind {
		return p.outcome(o, j.worldOf(p.probe))
	}
	key := kindOf{p.kind, o}
	known, ok := j.d.memo.outcomes[key]
	if !ok {
		known = p.outcome(o, j.worldOf(p.probe))
		if j.d.memo.outcomes == nil {
			j.d.memo.outcomes = map[kindOf]expect.Outcome{}
		}
		j.d.memo.outcomes[key] = known
	}
	return known
}

// worldOf returns what an expectation about p may look up, made once for many rivals.
func (j *judging) worldOf(p *plan.Probe) *expect.World {
	if j.last != p {
		j.last, j.world = p, j.d.world(j.view, p, j.assumed)
	}
	return j.world
}
