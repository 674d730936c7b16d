package mutate

import (
	"cmp"
	"maps"
	"slices"

	"assay/runner/internal/crash"
	"assay/runner/internal/expect"
)

// mostSurvivors bounds the parts that are told apart; of more only the worst are.
const mostSurvivors = 2000

// conclude puts away what was counted so far: sums as they stand, survivors, whose
// groups are forgotten.
func (j *judging) conclude(out *Suite, t *tally) {
	out.Killed, out.Survived, out.LeftOut = t.killed, t.survived, t.leftOut
	for i, f := range t.findings {
		to := out.Findings[i]
		to.Mutants, to.Own, to.Kills, to.Alone, to.Judged = f.mutants, f.own, f.kills, f.alone, f.judged
	}
	out.Explained = make([]Explanation, len(t.explained))
	for i, n := range t.explained {
		out.Explained[i] = Explanation{j.plan.Suite.Ignore[i], n}
	}
	out.Survivors = j.worst(t.groups, out)
	clear(t.groups)
}

// standing is a survivor that is there already, or a group that may become one, with what it
// is compared by. Making a survivor costs more than comparing it, and of a large suite's
// groups most are not among the worst.
type standing struct {
	weight, changes, count, order int
	at                            string
	survivor                      *Survivor // nil: of is to be made into one
	key                           groupKey
	of                            *group
}

// worseFirst orders by the worst change, then by how many they are, then as the answers
// stand in the document.
func worseFirst(a, b *standing) int {
	return cmp.Or(
		cmp.Compare(b.weight, a.weight), cmp.Compare(b.changes, a.changes), cmp.Compare(b.count, a.count),
		cmp.Compare(a.order, b.order), cmp.Compare(a.at, b.at),
	)
}

// worst gives the worst of the survivors so far and of new groups, and counts the others.
func (j *judging) worst(groups map[groupKey]*group, out *Suite) []*Survivor {
	all := make([]*standing, 0, len(out.Survivors)+len(groups))
	for _, s := range out.Survivors {
		all = append(all, &standing{s.Weight(), len(s.Changes), s.Count, s.Probe.Order, s.At, s, groupKey{}, nil})
	}
	for key, g := range groups {
		one := &standing{changes: len(g.changes), order: key.subject.probe.Order, at: key.at, key: key, of: g}
		for op, c := range g.changes {
			one.weight = max(one.weight, op.Weight)
			one.count += c.count
		}
		all = append(all, one)
	}
	slices.SortFunc(all, worseFirst)
	for _, s := range all[min(len(all), mostSurvivors):] {
		out.Others += s.count
	}
	kept := make([]*Survivor, 0, min(len(all), mostSurvivors))
	for _, s := range all[:cap(kept)] {
		if s.survivor == nil {
			s.survivor = j.survivor(s.key, s.of, out.Findings)
		}
		kept = append(kept, s.survivor)
	}
	return kept
}

func (j *judging) survivor(key groupKey, g *group, findings []*Finding) *Survivor {
	s := &Survivor{Probe: key.subject.probe, At: key.at, of: key.subject}
	for _, op := range Operators {
		if c := g.changes[op]; c != nil {
			s.Changes = append(s.Changes, Change{op, c.mutant.Part.At(), c.count})
			s.Count += c.count
			s.mutants = append(s.mutants, c.mutant)
		}
	}
	slices.SortStableFunc(s.Changes, func(a, b Change) int { return cmp.Compare(b.Operator.Weight, a.Operator.Weight) })
	for _, i := range slices.Sorted(maps.Keys(g.undecided)) {
		s.Undecided = append(s.Undecided, findings[i].ID)
	}
	return s
}

// advise finds for each survivor that was kept what would have killed it.
func (j *judging) advise(out *Suite) {
	next, shared := make(chan *Survivor, len(out.Survivors)), expect.NewShared()
	for _, one := range out.Survivors {
		next <- one
	}
	close(next)
	var all crash.Group
	for range j.options.Workers {
		all.Go(func() {
			for one := range next {
				j.suggest(one, shared)
				one.of, one.mutants = nil, nil
			}
		})
	}
	all.Wait()
}
