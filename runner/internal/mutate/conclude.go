package mutate

import (
	"cmp"
	"maps"
	"slices"

	"assay/runner/internal/crash"
	"assay/runner/internal/expect"
)

// mostSurvivors is the maximum number of parts that are kept separately: the worst.
const mostSurvivors = 2000

// conclude moves the counts so far into the result: the sums and the survivors, whose groups are
// dropped.
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
	t.letGo()
}

// standing is an existing survivor, or a group that may become one, with its sort key. Making a
// survivor costs more than comparing one, and most groups of a large suite are not among the worst.
type standing struct {
	weight, changes, count, order int
	at                            string
	survivor                      *Survivor // nil if it is still to be made from of
	key                           groupKey
	of                            *group
}

// worseFirst orders by the worst change, then by the number of changes, then by document order.
func worseFirst(a, b *standing) int {
	return cmp.Or(
		cmp.Compare(b.weight, a.weight), cmp.Compare(b.changes, a.changes), cmp.Compare(b.count, a.count),
		cmp.Compare(a.order, b.order), cmp.Compare(a.at, b.at),
	)
}

// worst returns the worst of the survivors so far and of new groups, and counts the others.
func (j *judging) worst(groups map[groupKey]*group, out *Suite) []*Survivor {
	all := make([]*standing, 0, len(out.Survivors)+len(groups))
	for _, s := range out.Survivors {
		all = append(all, &standing{s.Weight(), len(s.Changes), s.Count, s.Probe.Order, s.At, s, groupKey{}, nil})
	}
	for key, g := range groups {
		one := &standing{changes: len(g.changes), order: key.subject.probe.Order, at: key.at, key: key, of: g}
		for _, c := range g.changes {
			one.weight = max(one.weight, c.mutant.Operator.Weight)
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
		if c := g.by(op); c != nil {
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

// advise finds an expectation for each of the worst survivors that would have killed it.
func (j *judging) advise(out *Suite) {
	worst := out.Survivors
	if j.options.Advise > 0 {
		worst = worst[:min(j.options.Advise, len(worst))]
	}
	next, shared := make(chan *Survivor, len(worst)), expect.NewShared()
	for _, one := range worst {
		next <- one
	}
	close(next)
	var all crash.Group
	for range j.options.Workers {
		all.Go(func() {
			for one := range next {
				j.suggest(one, shared)
			}
		})
	}
	all.Wait()
	for _, one := range out.Survivors {
		one.of, one.mutants = nil, nil
	}
}
