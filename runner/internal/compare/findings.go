package compare

import (
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
)

// findings compares the verdicts.
func (s *Suite) findings() {
	all := make([]map[string]judge.Verdict, len(s.Runs))
	for n := range s.Runs {
		all[n] = s.verdictsAt(n)
	}
	again := byID(s.Again.Verdicts(s.specsOf(s.Again.Plan)))
	for _, spec := range s.Specs {
		if spec.Item != nil {
			continue
		}
		f := Finding{Spec: spec, Again: again[spec.ID]}
		for n := range all {
			f.Verdicts = append(f.Verdicts, all[n][spec.ID])
		}
		for n := 1; n < len(all); n++ {
			f.Pairs = append(f.Pairs, s.findingPair(&f, n))
		}
		s.Findings = append(s.Findings, f)
	}
}

// findingPair compares the verdict at target n with that at the first.
func (s *Suite) findingPair(f *Finding, n int) FindingPair {
	first, other := &f.Verdicts[0], &f.Verdicts[n]
	for _, side := range []struct {
		n int
		v *judge.Verdict
	}{{0, first}, {n, other}, {0, &f.Again}} {
		if why := s.undecided(side.n, side.v); !why.None() {
			return FindingPair{Relation: Unknown, Why: why}
		}
	}
	switch {
	case first.Outcome != f.Again.Outcome:
		return FindingPair{Relation: Unknown, Why: Why{
			Kind: Flips, Target: s.Names[0],
			Detail: fmt.Sprintf("its first sample says %s, its second %s", first.Outcome, f.Again.Outcome),
		}}
	case first.Outcome == other.Outcome:
		return FindingPair{Relation: Same}
	}
	if why := s.limitedIn(f, n); !why.None() {
		return FindingPair{Relation: Unknown, Why: why}
	}
	return FindingPair{Relation: Differs}
}

// undecided says why a verdict at a target compares with nothing; None if it does.
func (s *Suite) undecided(n int, v *judge.Verdict) Why {
	switch {
	case v.Spec == nil:
		return Why{Kind: NotThere, Target: s.Names[n], Detail: "the suite has no such finding there"}
	case v.Outcome == judge.Pending:
		return Why{Kind: NotThere, Target: s.Names[n], Detail: exchange.OneLine(v.Reason.String())}
	case v.Outcome == judge.Inconclusive:
		return Why{Kind: Inconclusive, Target: s.Names[n], Detail: exchange.OneLine(v.Reason.String())}
	}
	return Why{}
}

// limitedIn says that a rate limit of one of two targets, and not of the other, made their
// verdicts differ.
func (s *Suite) limitedIn(f *Finding, n int) Why {
	for _, p := range f.Spec.Needs {
		if why := s.limitedAtOne(p.ID, n); !why.None() {
			return why
		}
	}
	return Why{}
}
