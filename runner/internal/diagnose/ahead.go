package diagnose

import (
	"math"
	"slices"

	"assay/runner/internal/plan"
)

// ahead is a sequence of proposals under way: what was proposed and what it is
// taken to have brought.
type ahead struct {
	*diagnosing
	all      []*candidate // that may still be proposed
	standing set
	asked    map[*plan.Probe]bool
	board    *board // nil: too large to look ahead
	at       *position
}

// mostAhead bounds the joint answers that looking ahead for one diagnosis looks at.
const mostAhead = 20_000

func (d *diagnosing) ahead(all []*candidate, standing set) *ahead {
	a := &ahead{diagnosing: d, all: all, standing: standing, asked: map[*plan.Probe]bool{}, board: d.boardOf(all, standing)}
	if a.board != nil {
		a.board.left = mostAhead
		a.at = a.board.start()
	}
	return a
}

// next is what to try first; nil when nothing tells the hypotheses apart. by is
// what the run of now can ask for by itself, among everything else.
func (a *ahead) next() (first, by *valued) {
	by, sure := a.strategic()
	if !sure {
		by = a.best(a.all, a.standing, a.asked, (*candidate).now)
	}
	first = a.best(a.all, a.standing, a.asked, func(c *candidate) bool { return !c.now() })
	if first == nil || by != nil && !first.better(by) {
		first = by
	}
	return first, by
}

// strategic is the first experiment of a strategy that needs least in its worst
// case; among several the one that is better by itself. It is not sure where there
// is too much to look at.
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
		v := a.weigh(c, a.standing, a.asked)
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

// tie is how far apart two costs that are the same may be.
const tie = 1e-9

// half is a choice that refutes nothing by itself, or not as the candidates have it: a
// probe that others are compared with.
func (a *ahead) half(c *choice) *valued {
	probe := a.board.places[c.places[len(c.places)-1]].probe
	one := &candidate{view: a.board.view, probes: []*plan.Probe{probe}, predicting: newSet(len(a.of))}
	one.vary.Secret = a.secretOf(one.probes)
	for _, o := range c.outcomes {
		one.add(class{a.board.set(a.at.standing &^ o.standing), []string{a.board.label(o, probe)}})
	}
	v := &valued{candidate: one, outcomes: one.classes, sure: true}
	v.expect(a.standing)
	a.price(v, a.asked)
	return v
}

// asking are the places of probes and of what they depend on.
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

// comparing reports whether predictions compare the probe of a choice with others.
func (b *board) comparing(c *choice) bool {
	return b.groups[b.places[c.places[len(c.places)-1]].group].several >= 0
}

// label is what a probe was answered in a position, in words.
func (b *board) label(p *position, probe *plan.Probe) string {
	at := b.places[b.at[probe]]
	g := &b.groups[at.group]
	return g.values[at.member][p.groups[g.several].values[at.member]-1].words
}

// take goes on from the worst outcome of an experiment.
func (a *ahead) take(v *valued) *class {
	for _, p := range a.Plan.WithDeps(v.probes...) {
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
