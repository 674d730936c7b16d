package diagnose

import (
	"math"
	"math/bits"
	"slices"

	"assay/runner/internal/plan"
)

// board holds what the current run may still send and what every joint response would contradict,
// compactly enough to look several requests ahead: see search.go. Hypotheses are bits, by their
// index among the standing ones.
type board struct {
	d      *diagnosing
	view   *view
	stands []int // index of each hypothesis, by its bit
	groups []group
	// several is how many of the groups have several probes.
	several int
	// places holds the probes of the groups, and those that are sent only because others depend on
	// them.
	places []place
	at     map[*plan.Probe]int // index into places
	// possible holds the hypotheses that, for each group of one, some response allows.
	possible uint64
	// cheapest is the cost of the cheapest place.
	cheapest float64
	left     int               // joint responses that may still be examined
	known    map[string]bounds // of positions seen before
}

// place is one probe of the board.
type place struct {
	probe  *plan.Probe
	group  int // -1: in no group
	member int
	after  []int  // places to send together with it: its dependencies and itself
	with   uint64 // the same
	cost   float64
	tier   int
}

// group is a set of probes that predictions compare with one another; most have one.
type group struct {
	places []int
	// several is the index among the groups with several probes; -1 for a group of one.
	several int
	joint   []joint
	claims  []claim
	values  [][]example // of each member, in groups with several probes
}

// joint is one response to each member of a group: the number of its value, from 1.
type joint struct {
	values []uint8
	allows uint64 // the hypotheses that it does not contradict
}

// The bounds of a board.
const (
	mostStanding = 64
	mostPlaces   = 64
	mostTable    = 1 << 14 // entries of one claim
	mostJoint    = 20_000  // joint responses examined while a board is laid out
)

// boardOf lays out the board for the standing hypotheses. It returns nil if the board would be too
// large, or if the current run counts in more than one view.
func (d *diagnosing) boardOf(all []*candidate, standing set) *board {
	b := &board{d: d, at: map[*plan.Probe]int{}, left: mostJoint, cheapest: math.Inf(1), known: map[string]bounds{}}
	standing.each(func(i int) { b.stands = append(b.stands, i) })
	b.possible = b.everybody()
	alone := map[*plan.Probe]*candidate{}
	var probes []*plan.Probe
	for _, c := range all {
		if !c.now() || len(c.probes) > 1 {
			continue
		}
		if b.view != nil && b.view != c.view {
			return nil
		}
		b.view = c.view
		alone[c.probes[0]] = c
		probes = append(probes, c.probes[0])
	}
	if len(probes) == 0 || len(probes) > mostPlaces || len(b.stands) > mostStanding {
		return nil
	}
	for _, members := range b.compared(probes) {
		if !b.lay(members, alone) {
			return nil
		}
	}
	if !b.depend(alone) {
		return nil
	}
	return b
}

// now reports whether the current run can send the candidate by itself.
func (c *candidate) now() bool { return c.item == nil && c.view.here }

// compared splits probes into those that standing hypotheses compare with one
// another, in document order.
func (b *board) compared(probes []*plan.Probe) [][]*plan.Probe {
	of := map[*plan.Probe]int{}
	for i, p := range probes {
		of[p] = i
	}
	join := func(p, q *plan.Probe) {
		from, ok := of[q]
		to, too := of[p]
		if !ok || !too || from == to {
			return
		}
		for r, n := range of {
			if n == max(from, to) {
				of[r] = min(from, to)
			}
		}
	}
	for _, i := range b.stands {
		for k := range b.d.of[i].predicts {
			pr := &b.d.of[i].predicts[k]
			involved := append([]*plan.Probe{pr.probe}, pr.compared...)
			for _, p := range involved {
				for _, q := range involved {
					join(p, q)
				}
			}
		}
	}
	out := make([][]*plan.Probe, len(probes))
	for _, p := range probes {
		out[of[p]] = append(out[of[p]], p)
	}
	return slices.DeleteFunc(out, func(g []*plan.Probe) bool { return len(g) == 0 })
}

// lay adds a group; it returns false if the group is too large.
func (b *board) lay(members []*plan.Probe, alone map[*plan.Probe]*candidate) bool {
	g := group{several: -1}
	if len(members) > 1 {
		g.several = b.several
		b.several++
	}
	for i, p := range members {
		b.at[p] = len(b.places)
		g.places = append(g.places, len(b.places))
		b.places = append(b.places, place{probe: p, group: len(b.groups), member: i})
	}
	b.groups = append(b.groups, g)
	last := &b.groups[len(b.groups)-1]
	if len(members) > 1 {
		return b.together(last) && b.exemplified(last, allowed(last.joint))
	}
	some := uint64(0)
	for i, k := range alone[members[0]].classes {
		allows := b.bits(func(h int) bool { return !k.refutes.has(h) })
		last.joint = append(last.joint, joint{[]uint8{uint8(i + 1)}, allows})
		some |= allows
	}
	b.possible &= some
	return len(last.joint) < 255 && b.exemplified(last, some)
}

// exemplified reports whether the hypotheses that no response allows really contradict themselves
// or the observations. It returns false if merely no example was found.
func (b *board) exemplified(g *group, allowed uint64) bool {
	for bit, h := range b.stands {
		if allowed&(1<<bit) != 0 {
			continue
		}
		for _, i := range g.places {
			p := b.places[i].probe
			for k := range b.d.of[h].byProbe[p.Order] {
				for _, e := range b.d.of[h].byProbe[p.Order][k].any {
					if len(e.Probes()) == 0 && len(b.d.examples(e, b.d.world(b.view, p, nil))) == 0 {
						return false
					}
				}
			}
		}
	}
	return true
}

func (b *board) everybody() uint64 { return b.bits(func(int) bool { return true }) }

// bits returns the standing hypotheses for which is returns true.
func (b *board) bits(is func(h int) bool) uint64 {
	out := uint64(0)
	for bit, h := range b.stands {
		if is(h) {
			out |= 1 << bit
		}
	}
	return out
}

// set converts bits to a set.
func (b *board) set(of uint64) set {
	out := newSet(len(b.d.of))
	for ; of != 0; of &= of - 1 {
		out.add(b.stands[bits.TrailingZeros64(of)])
	}
	return out
}

// depend adds the dependencies of the probes, and the cost and safety of each.
func (b *board) depend(alone map[*plan.Probe]*candidate) bool {
	for i := 0; i < len(b.places) && len(b.places) <= mostPlaces; i++ {
		p := b.places[i].probe
		for _, q := range b.d.Plan.WithDeps(p) {
			if b.view.settled(q) {
				continue
			}
			if _, ok := b.at[q]; !ok {
				b.at[q] = len(b.places)
				b.places = append(b.places, place{probe: q, group: -1})
			}
			b.places[i].after = append(b.places[i].after, b.at[q])
			b.places[i].with |= 1 << (b.at[q] % mostPlaces)
		}
		_, b.places[i].cost = priceOf(p)
		b.cheapest = min(b.cheapest, b.places[i].cost)
		if c := alone[p]; c != nil {
			v := valued{candidate: c}
			b.d.price(&v, nil)
			b.places[i].tier = v.tier()
		}
	}
	return len(b.places) <= mostPlaces
}
