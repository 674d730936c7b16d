package diagnose

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// position is what has been sent on a board, and the responses.
type position struct {
	standing uint64     // not contradicted so far
	asked    uint64     // by place
	groups   []answered // of several; see group.several
}

// answered is the state of a group of several probes. A group of one has none: what its response
// contradicts no longer stands.
type answered struct {
	values []uint8 // of each member; 0: not sent
	open   []joint // the joint responses that are still possible
	allows uint64  // by some of them
}

// start returns the position where nothing has been sent.
func (b *board) start() *position {
	p := &position{standing: b.everybody()}
	for i := range b.groups {
		if g := &b.groups[i]; g.several >= 0 {
			p.groups = append(p.groups, answered{make([]uint8, len(g.places)), g.joint, allowed(g.joint)})
		}
	}
	return p
}

func allowed(all []joint) uint64 {
	out := uint64(0)
	for i := range all {
		out |= all[i].allows
	}
	return out
}

// open returns the joint responses to a group that are still possible; nil if all of it was sent.
func (b *board) open(p *position, g *group) []joint {
	switch {
	case g.several >= 0:
		return p.groups[g.several].open
	case p.asked&(1<<g.places[0]) == 0:
		return g.joint
	}
	return nil
}

// alive returns the standing hypotheses that may be true: all their predictions can still be met
// together.
func (b *board) alive(p *position) uint64 {
	out := p.standing & b.possible
	for i := range p.groups {
		out &= p.groups[i].allows
	}
	return out
}

// telling returns the groups whose remaining probes can refute a standing hypothesis while another
// is true.
func (b *board) telling(p *position) uint64 {
	out := uint64(0)
	if p.standing&(p.standing-1) == 0 {
		return out
	}
	alive := b.alive(p)
	for i := range b.groups {
		for _, j := range b.open(p, &b.groups[i]) {
			if j.allows&alive != 0 && p.standing&^j.allows != 0 {
				out |= 1 << i
				break
			}
		}
	}
	return out
}

// choice is a probe to send in a position, with its dependencies.
type choice struct {
	places   []int // not asked before
	cost     float64
	tier     int
	outcomes []*position
	most     int  // hypotheses that stand after the worst of them
	sure     bool // every outcome refutes something
}

// choices returns the useful probes that the order of safety permits, see safest; the most
// promising first.
func (b *board) choices(p *position) []choice {
	var out []choice
	for telling := b.telling(p); telling != 0; telling &= telling - 1 {
		g := &b.groups[bits.TrailingZeros64(telling)]
		for m, i := range g.places {
			if p.asked&(1<<i) != 0 {
				continue
			}
			c := b.choice(p, b.places[i].after)
			c.tier = b.places[i].tier
			if !c.sure && g.several >= 0 {
				c.tier = max(c.tier, b.beside(p, g, m))
			}
			out = append(out, c)
		}
	}
	safest := safestOf(out)
	out = slices.DeleteFunc(out, func(c choice) bool { return !safest.allows(c.tier, c.sure) })
	slices.SortStableFunc(out, func(x, y choice) int {
		return cmp.Or(cmp.Compare(x.most, y.most), cmp.Compare(x.cost, y.cost))
	})
	return out
}

// safest holds two tiers: the safest among all probes that can refute something, and the safest
// among those that are sure to. If no safe probe is sure to, taking a risk once may need fewer
// requests than many safe ones in vain, so both are examined.
type safest struct{ tier, sure int }

func safestOf(choices []choice) safest {
	out := safest{math.MaxInt, math.MaxInt}
	for i := range choices {
		c := &choices[i]
		if out.tier = min(out.tier, c.tier); c.sure {
			out.sure = min(out.sure, c.tier)
		}
	}
	return out
}

func (s safest) allows(tier int, sure bool) bool { return tier <= s.tier || sure && tier <= s.sure }

// beside returns the safest tier among the unsent probes that a member is compared with: without
// one of them it is of no use.
func (b *board) beside(p *position, g *group, member int) int {
	least := math.MaxInt
	for i := range g.claims {
		c := &g.claims[i]
		if !slices.Contains(c.members, member) {
			continue
		}
		worst := 0
		for _, m := range c.members {
			if p.groups[g.several].values[m] == 0 {
				worst = max(worst, b.places[g.places[m]].tier)
			}
		}
		least = min(least, worst)
	}
	return least
}

// choice computes the outcomes and cost of sending these places.
func (b *board) choice(p *position, places []int) choice {
	c := choice{}
	for _, i := range places {
		if p.asked&(1<<i) == 0 {
			c.places = append(c.places, i)
			c.cost += b.places[i].cost
		}
	}
	c.outcomes = b.outcomes(p, c.places)
	for _, o := range c.outcomes {
		c.most = max(c.most, bits.OnesCount64(o.standing))
	}
	c.sure = c.most < bits.OnesCount64(p.standing)
	slices.SortStableFunc(c.outcomes, func(x, y *position) int {
		return cmp.Compare(bits.OnesCount64(y.standing), bits.OnesCount64(x.standing))
	})
	return c
}

// outcomes returns the positions that sending some places can lead to while some hypothesis is
// true.
func (b *board) outcomes(p *position, places []int) []*position {
	if len(places) == 0 {
		b.left--
		return []*position{p}
	}
	i, rest := places[0], places[1:]
	at := &b.places[i]
	if at.group < 0 {
		next := *p
		next.asked |= 1 << i
		return b.outcomes(&next, rest)
	}
	var out []*position
	tried := [256]bool{}
	alive := b.alive(p)
	for _, j := range b.open(p, &b.groups[at.group]) {
		v := j.values[at.member]
		if tried[v] || j.allows&alive == 0 {
			continue
		}
		tried[v] = true
		if next := b.answer(p, i, &j); b.alive(next) != 0 {
			out = append(out, b.outcomes(next, rest)...)
		}
	}
	return out
}

// answer returns the position after a place got its response in a joint response.
func (b *board) answer(p *position, i int, as *joint) *position {
	at := &b.places[i]
	g := &b.groups[at.group]
	next := &position{standing: p.standing, asked: p.asked | 1<<i, groups: p.groups}
	if g.several < 0 {
		next.standing &= as.allows
		return next
	}
	next.groups = slices.Clone(p.groups)
	a := &next.groups[g.several]
	a.values = slices.Clone(a.values)
	a.values[at.member] = as.values[at.member]
	open := make([]joint, 0, len(a.open))
	for _, j := range a.open {
		if j.values[at.member] == as.values[at.member] {
			open = append(open, j)
		}
	}
	a.open, a.allows = open, allowed(open)
	next.standing &^= b.contradicted(g, a.values)
	return next
}

// bounds are the known bounds on the cost that a position needs.
type bounds struct {
	least float64
	exact bool
}

// needs returns the minimal worst-case cost over all strategies to refute, from here, all that
// sending everything would. If that is not less than limit, it returns a lower bound. The result is
// meaningless once b.left is used up.
func (b *board) needs(p *position, limit float64) float64 {
	if b.left <= 0 {
		return 0
	}
	telling := b.telling(p)
	if telling == 0 {
		return 0
	}
	if limit <= b.cheapest {
		return limit
	}
	key := b.key(p, telling)
	known, met := b.known[key]
	if met && (known.exact || known.least >= limit) {
		return known.least
	}
	best := math.Inf(1)
	choices := b.choices(p)
	for i := range choices {
		if c := &choices[i]; c.cost < min(best, limit) && b.left > 0 {
			best = min(best, b.worst(c, min(best, limit)))
		}
	}
	if b.left > 0 {
		b.known[key] = bounds{min(best, max(limit, known.least)), best < limit}
	}
	return min(best, limit)
}

// worst returns the worst-case cost of a choice, as far as it is less than limit.
func (b *board) worst(c *choice, limit float64) float64 {
	worst := 0.0
	for _, o := range c.outcomes {
		if worst = max(worst, b.needs(o, limit-c.cost)); c.cost+worst >= limit {
			break
		}
	}
	return c.cost + worst
}

// key identifies positions that need the same: the standing hypotheses that may be true, and the
// states of the groups that can still refute something.
func (b *board) key(p *position, telling uint64) string {
	key := make([]byte, 0, 64)
	key = word(word(word(key, p.standing), b.alive(p)), telling)
	asked := uint64(0)
	for ; telling != 0; telling &= telling - 1 {
		g := &b.groups[bits.TrailingZeros64(telling)]
		if g.several >= 0 {
			key = append(key, p.groups[g.several].values...)
		}
		for _, i := range g.places {
			asked |= p.asked & b.places[i].with
		}
	}
	return string(word(key, asked))
}

func word(key []byte, w uint64) []byte { return binary.LittleEndian.AppendUint64(key, w) }
