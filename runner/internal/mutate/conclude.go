package mutate

import (
	"cmp"
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
	for key, g := range t.groups {
		out.Survivors = append(out.Survivors, j.survivor(key, g, out.Findings))
	}
	clear(t.groups)
	slices.SortFunc(out.Survivors, worseFirst)
	if len(out.Survivors) > mostSurvivors {
		for _, s := range out.Survivors[mostSurvivors:] {
			out.Others += s.Count
		}
		out.Survivors = slices.Clip(out.Survivors[:mostSurvivors])
	}
}

// worseFirst orders survivors: by the worst change, then by how many they are,
// then as the answers stand in the document.
func worseFirst(a, b *Survivor) int {
	return cmp.Or(
		cmp.Compare(b.Weight(), a.Weight()), cmp.Compare(len(b.Changes), len(a.Changes)), cmp.Compare(b.Count, a.Count),
		cmp.Compare(a.Probe.Order, b.Probe.Order), cmp.Compare(a.At, b.At),
	)
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
	for i, f := range findings {
		if g.undecided[i] {
			s.Undecided = append(s.Undecided, f.ID)
		}
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
