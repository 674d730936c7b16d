package diagnose

import (
	"math"
	"slices"

	"assay/runner/internal/plan"
)

// ahead is a sequence of proposals: what was proposed and the outcomes assumed for it.
type ahead struct {
	d        *diagnosing
	all      []*candidate // that may still be proposed
	standing set
	asked    map[*plan.Probe]bool
	board    *board // nil if too large to look ahead
	at       *position
}

// mostAhead is the maximum number of joint responses that one diagnosis examines when it looks
// ahead.
const mostAhead = 20_000

func (d *diagnosing) ahead(all []*candidate, standing set) *ahead {
	a := &ahead{d: d, all: all, standing: standing, asked: map[*plan.Probe]bool{}, board: d.boardOf(all, standing)}
	if a.board != nil {
		a.board.left = mostAhead
		a.at = a.board.start()
	}
	return a
}

// next returns what to try first; nil if nothing distinguishes the hypotheses. by is the best that
// the current run can send by itself.
func (a *ahead) next() (first, by *valued) {
	by, sure := a.strategic()
	if !sure {
		by = a.d.best(a.all, a.standing, a.asked, (*candidate).now)
	}
	first = a.d.best(a.all, a.standing, a.asked, func(c *candidate) bool { return !c.now() })
	if first == nil || by != nil && !first.better(by) {
		first = by
	}
	return first, by
}

// strategic returns the first experiment of a strategy with the least cost in its worst case; among
// several, the one that is better by itself. sure is false if there were too many responses to
// examine.
func (a *ahead) strategic() (out *valued, sure bool) {
	if a.board == nil || a.board.left <= 0 {
		return nil, false
	}
	choices := a.board.choices(a.at)
	if len(choices) == 0 {
		return nil, a.board.alive(a.at) != 0
	}
	safest := safestOf(choices)
	least := a.board.needs(a.at, math.Inf(1))
	if a.board.left <= 0 {
		return nil, false
	}
	for _, c := range a.all {
		if !c.now() {
			continue
		}
		v := a.d.weigh(c, a.standing, a.asked)
		if v == nil || !safest.allows(v.tier(), v.sure) || out != nil && !v.better(out) {
			continue
		}
		if c := a.board.choice(a.at, a.board.asking(v.probes)); a.board.worst(&c, math.Inf(1)) <= least+tie {
			out = v
		}
	}
	for i := 0; i < len(choices) && out == nil; i++ {
		c := &choices[i]
		if a.board.comparing(c) && a.board.worst(c, math.Inf(1)) <= least+tie {
			out = a.half(c)
		}
	}
	if a.board.left <= 0 {
		return nil, false
	}
	return out, out != nil
}

// tie is the maximum difference of two costs that count as equal.
const tie = 1e-9

// half returns the valued form of a choice that refutes nothing by itself, or is not among the
// candidates: a probe that others are compared with.
func (a *ahead) half(c *choice) *valued {
	probe := a.board.places[c.places[len(c.places)-1]].probe
	one := &candidate{view: a.board.view, probes: []*plan.Probe{probe}, predicting: newSet(len(a.d.of))}
	one.vary.Secret = a.d.secretOf(one.probes)
	for _, o := range c.outcomes {
		one.add(class{a.board.set(a.at.standing &^ o.standing), []string{a.board.label(o, probe)}})
	}
	v := &valued{candidate: one, outcomes: one.classes, sure: true}
	v.expect(a.standing)
	a.d.price(v, a.asked)
	return v
}

// asking returns the places of probes and of their dependencies.
func (b *board) asking(probes []*plan.Probe) []int {
	var out []int
	for _, p := range probes {
		for _, i := range b.places[b.at[p]].after {
			if !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// comparing reports whether some prediction compares the probe of a choice with another.
func (b *board) comparing(c *choice) bool {
	return b.groups[b.places[c.places[len(c.places)-1]].group].several >= 0
}

// label describes the response to a probe in a position.
func (b *board) label(p *position, probe *plan.Probe) string {
	at := b.places[b.at[probe]]
	g := &b.groups[at.group]
	return g.values[at.member][p.groups[g.several].values[at.member]-1].words
}

// take continues from the worst outcome of an experiment.
func (a *ahead) take(v *valued) *class {
	for _, p := range a.d.Plan.WithDeps(v.probes...) {
		if v.vary == (Vary{}) {
			a.asked[p] = true
		}
	}
	a.all = slices.DeleteFunc(a.all, v.overlaps)
	worst := v.worst()
	a.standing = a.standing.without(worst.refutes)
	if a.board != nil {
		left := a.board.bits(a.standing.has)
		if v.now() {
			for i, o := range a.board.choice(a.at, a.board.asking(v.probes)).outcomes {
				if i == 0 || o.standing == left {
					a.at = o
				}
			}
		}
		next := *a.at
		next.standing = left
		a.at = &next
	}
	return worst
}
