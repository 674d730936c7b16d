package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// class holds the outcomes of a candidate that refute the same hypotheses.
type class struct {
	refutes set
	labels  []string
}

// anythingElse is the outcome that no hypothesis predicts.
const anythingElse = "anything else"

// mostAssumed bounds the joint responses examined for one candidate, and mostJudged the hypotheses
// judged by joint responses to several probes in all. Beyond that, the outcomes of sending several
// probes together are known only for the first candidates.
const (
	mostAssumed = 600
	mostJudged  = 10_000
)

// add adds an outcome to the class that refutes the same hypotheses.
func (c *candidate) add(one class) {
	for i := range c.classes {
		if known := &c.classes[i]; known.refutes.equal(one.refutes) {
			for _, l := range one.labels {
				if !slices.Contains(known.labels, l) {
					known.labels = append(known.labels, l)
				}
			}
			return
		}
	}
	c.classes = append(c.classes, one)
}

// outcomes finds the possible outcomes of a candidate: the responses that the standing hypotheses
// predict, in every combination for several probes, and anything else if some of them predict
// nothing.
func (d *diagnosing) outcomes(c *candidate, standing set) {
	rivals := make([]*hypothesis, 0, standing.len())
	c.predicting = newSet(len(d.of))
	standing.each(func(i int) {
		if h := &d.of[i]; h.view == c.view {
			rivals = append(rivals, h)
			if slices.ContainsFunc(c.probes, func(p *plan.Probe) bool { return len(h.byProbe[p.Order]) > 0 }) {
				c.predicting.add(i)
			}
		}
	})
	e := &enumeration{d: d, candidate: c, rivals: rivals, all: standing}
	e.from(0, assumption{}, nil)
	if c.predicting.len() > 0 && c.predicting.len() < standing.len() {
		c.add(class{refutes: slices.Clone(c.predicting), labels: []string{anythingElse}})
	}
}

// enumeration enumerates the joint responses to the probes of a candidate.
type enumeration struct {
	d *diagnosing
	*candidate
	rivals []*hypothesis
	all    set
	seen   int
}

// from assumes each response to the i-th probe, and recursively to the ones after it.
func (e *enumeration) from(i int, assumed assumption, labels []string) {
	if i == len(e.probes) {
		e.file(assumed, labels)
		return
	}
	p := e.probes[i]
	for _, x := range e.d.pool(e.view, p, assumed, e.rivals) {
		if e.seen >= mostAssumed || len(e.probes) > 1 && e.d.memo.judged >= mostJudged {
			return
		}
		assumed[p] = x.observation
		label := x.words
		if len(e.probes) > 1 {
			label = p.ID + ": " + label
		}
		e.from(i+1, assumed, append(labels, label))
		delete(assumed, p)
	}
}

// file judges one joint response under every rival. It drops one that no hypothesis allows.
func (e *enumeration) file(assumed assumption, labels []string) {
	e.seen++
	if len(e.probes) > 1 {
		e.d.memo.judged += len(e.rivals)
	}
	refuted := newSet(len(e.d.of))
	j := judging{d: e.d, view: e.view, assumed: assumed}
	for _, h := range e.rivals {
		if h.contradicted(&j, e.probes) {
			refuted.add(h.index)
		}
	}
	if !refuted.equal(e.all) {
		e.add(class{refutes: refuted, labels: []string{strings.Join(labels, ", ")}})
	}
}

// contradicted reports whether assumed responses contradict the hypothesis: its predictions about
// these probes, and about others, observed before, that it compares with them.
func (h *hypothesis) contradicted(j *judging, probes []*plan.Probe) bool {
	for _, p := range probes {
		for k := range h.byProbe[p.Order] {
			if pr := &h.byProbe[p.Order][k]; j.outcome(pr, j.assumed[p]) == expect.Unmet {
				return true
			}
		}
		for _, pr := range h.watching[p] {
			o := h.view.observed[pr.probe.Order]
			if j.assumed[pr.probe] == nil && o.Known() && j.outcome(pr, o) == expect.Unmet {
				return true
			}
		}
	}
	return false
}

// example is a possible response to a probe.
type example struct {
	observation *exchange.Observation
	words       string
}

// pool returns the responses that the rivals predict for p, each once; if they compare it with
// others, also those that the suite names, and usual ones.
func (d *diagnosing) pool(v *view, p *plan.Probe, assumed assumption, rivals []*hypothesis) []example {
	pool := collection{known: v.observed[p.Order]}
	w := d.world(v, p, assumed)
	seen := make([]bool, len(d.memo.kinds))
	for _, h := range rivals {
		for k := range h.byProbe[p.Order] {
			pr := &h.byProbe[p.Order][k]
			if pr.kind != noKind && seen[pr.kind] {
				continue
			}
			for _, e := range pr.any {
				all := d.examples(e, w)
				pool.add(all, e.Summary)
				pool.open = pool.open || len(all) == 0
			}
			if pr.kind != noKind {
				seen[pr.kind] = true
			}
		}
		for _, pr := range h.watching[p] {
			if o := v.observed[pr.probe.Order]; o.Known() {
				pool.add([]*exchange.Observation{o}, func() string { return "the same as " + pr.probe.ID })
				pool.open = true
			}
		}
	}
	if len(pool.all) == 0 || pool.open {
		for _, a := range d.Plan.Suite.Answers {
			pool.add(d.examples(a.Expect, w), func() string { return a.ID })
		}
	}
	if len(pool.all) == 0 || pool.open {
		pool.usual()
	}
	return pool.all
}

// collection holds distinct examples, without those that the known parts of the response rule out.
type collection struct {
	all   []example
	known *exchange.Observation
	open  bool // the predicted responses are not all that are possible: some predictions compare
}

func (c *collection) add(all []*exchange.Observation, words func() string) {
	for _, o := range all {
		if c.ruledOut(o) || slices.ContainsFunc(c.all, func(x example) bool { return same(x.observation, o) }) {
			continue
		}
		c.all = append(c.all, example{o, words()})
	}
}

// usual adds responses with usual statuses.
func (c *collection) usual() {
	for _, status := range []int{200, 401, 404, 429} {
		c.add([]*exchange.Observation{{Status: status}}, func() string { return fmt.Sprintf("status %d", status) })
	}
}

// ruledOut reports whether the known part of the response differs from o.
func (c *collection) ruledOut(o *exchange.Observation) bool {
	if !c.known.Known() || c.known.Reported == nil {
		return false
	}
	differences, _, _ := expect.Compare(c.known, o, []string{"status", "body"}, nil)
	return len(differences) > 0
}

func same(a, b *exchange.Observation) bool {
	if a == b {
		return true
	}
	if a.Failure != nil || b.Failure != nil {
		return a.Failure != nil && b.Failure != nil && a.Failure.Kind == b.Failure.Kind
	}
	return a.Status == b.Status && a.Duration == b.Duration && string(a.Body) == string(b.Body) && slices.Equal(a.Header, b.Header)
}
