package diagnose

import (
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// together lists the joint responses to a group of several probes that some hypothesis allows.
func (b *board) together(g *group) bool {
	for _, i := range g.places {
		values := b.values(g, b.places[i].probe)
		if len(values) == 0 || len(values) > 254 {
			return false
		}
		g.values = append(g.values, values)
	}
	if !b.claim(g) {
		return false
	}
	b.join(g, make([]uint8, 0, len(g.places)))
	return b.left > 0
}

// join enumerates the joint responses, one member after the other.
func (b *board) join(g *group, values []uint8) {
	if b.left--; b.left <= 0 {
		return
	}
	full := append(slices.Clone(values), make([]uint8, len(g.places)-len(values))...)
	allows := b.everybody() &^ b.contradicted(g, full)
	switch {
	case allows == 0:
	case len(values) == len(g.places):
		g.joint = append(g.joint, joint{full, allows})
	default:
		for v := range g.values[len(values)] {
			b.join(g, append(slices.Clone(values), uint8(v+1)))
		}
	}
}

// values returns the possible responses to a member: those predicted for any member, since they are
// compared, those that the suite names, and usual ones.
func (b *board) values(g *group, p *plan.Probe) []example {
	pool := collection{known: b.view.observed[p.Order]}
	for _, i := range g.places {
		q := b.places[i].probe
		w := b.d.world(b.view, q, nil)
		for _, h := range b.stands {
			one := &b.d.of[h]
			if one.view != b.view {
				continue
			}
			for k := range one.byProbe[q.Order] {
				for _, e := range one.byProbe[q.Order][k].any {
					pool.add(b.d.examples(e, w), e.Summary)
				}
			}
			for _, pr := range one.watching[q] {
				if o := b.view.observed[pr.probe.Order]; o.Known() {
					pool.add([]*exchange.Observation{o}, func() string { return "the same as " + pr.probe.ID })
				}
			}
		}
	}
	w := b.d.world(b.view, p, nil)
	for _, a := range b.d.Plan.Suite.Answers {
		pool.add(b.d.examples(a.Expect, w), func() string { return a.ID })
	}
	pool.usual()
	pool.add([]*exchange.Observation{{Status: unheardOf}}, func() string { return anythingElse })
	return pool.all
}

// unheardOf is a status that no hypothesis predicts.
const unheardOf = 599

// claim is a prediction about a group of several probes, with its verdict for every joint response
// to its members.
type claim struct {
	bit     uint64
	of      *prediction
	members []int  // that the prediction depends on
	table   []int8 // by their values, 0 for one not sent; see verdictOf
}

// The entries of a table.
const (
	notJudged int8 = iota
	contradicts
	agrees
)

// claim finds the predictions about a group; it returns false if one has too large a table.
func (b *board) claim(g *group) bool {
	for bit, h := range b.stands {
		one := &b.d.of[h]
		if one.view != b.view {
			continue
		}
		for k := range one.predicts {
			pr := &one.predicts[k]
			c := claim{bit: 1 << bit, of: pr}
			size := 1
			for m, i := range g.places {
				if p := b.places[i].probe; p == pr.probe || slices.Contains(pr.compared, p) {
					c.members = append(c.members, m)
					size *= len(g.values[m]) + 1
				}
			}
			if size > mostTable {
				return false
			}
			if len(c.members) > 0 {
				c.table = make([]int8, size)
				g.claims = append(g.claims, c)
			}
		}
	}
	return true
}

// contradicted returns the hypotheses that the responses to a group contradict; the value 0 means a
// member that was not sent.
func (b *board) contradicted(g *group, values []uint8) uint64 {
	out := uint64(0)
	for i := range g.claims {
		c := &g.claims[i]
		if out&c.bit != 0 {
			continue
		}
		at := 0
		for _, m := range c.members {
			at = at*(len(g.values[m])+1) + int(values[m])
		}
		if c.table[at] == notJudged {
			c.table[at] = b.judge(g, c, values)
		}
		if c.table[at] == contradicts {
			out |= c.bit
		}
	}
	return out
}

// judge judges a prediction by responses to a group.
func (b *board) judge(g *group, c *claim, values []uint8) int8 {
	assumed := assumption{}
	for _, m := range c.members {
		if v := values[m]; v > 0 {
			assumed[b.places[g.places[m]].probe] = g.values[m][v-1].observation
		}
	}
	o := assumed[c.of.probe]
	if o == nil {
		if o = b.view.observed[c.of.probe.Order]; !o.Known() {
			return agrees
		}
	}
	j := judging{d: b.d, view: b.view, assumed: assumed}
	if j.outcome(c.of, o) == expect.Unmet {
		return contradicts
	}
	return agrees
}
