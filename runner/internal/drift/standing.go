package drift

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// asSaid is shown for a witness that agrees with the finding.
const asSaid = "as the finding says"

// standings returns the findings that do not agree with both their fixtures and their responses.
// fixtures holds the verdicts on the fixtures, in the order of live, and broken the breaking
// changes by probe.
func standings(live []*judge.Verdict, fixtures []judge.Verdict, broken map[*plan.Probe][]Change) []Standing {
	var out []Standing
	shaped := map[*plan.Probe]bool{} // reported once for each probe
	for i := range live {
		now, was := live[i], &fixtures[i]
		changes := broken[now.Spec.Probe]
		s := Standing{Spec: now.Spec}
		switch {
		case now.Outcome == judge.Broken && was.Outcome == judge.Broken:
			s.So, s.Rows = NeverHeld, rows(now, was)
			if len(changes) > 0 || !sameFailures(now, was) {
				s.So = Both
			}
		case now.Outcome == judge.Broken:
			s.So, s.Rows = ContractBroken, rows(now, was)
		case now.Outcome == judge.Holds && was.Outcome == judge.Broken:
			s.So, s.Rows = FixtureStale, rows(now, was)
		case now.Outcome == judge.Holds && len(changes) > 0 && !shaped[now.Spec.Probe]:
			shaped[now.Spec.Probe] = true
			s.So, s.Rows = FixtureStale, changeRows(changes)
		default:
			continue
		}
		out = append(out, s)
	}
	return out
}

func breaking(changes []Change) []Change {
	n := 0
	for n < len(changes) && changes[n].Class == Breaking { // they come first
		n++
	}
	return changes[:n]
}

// sameFailures reports whether both are broken in the same way.
func sameFailures(a, b *judge.Verdict) bool {
	if len(a.Failures) != len(b.Failures) {
		return false
	}
	for i := range a.Failures {
		if a.Failures[i].Subject != b.Failures[i].Subject || a.Failures[i].Actual != b.Failures[i].Actual {
			return false
		}
	}
	return true
}

// rows lists every expectation that one of the two does not meet.
func rows(now, was *judge.Verdict) []Row {
	var out []Row
	for i := range now.Failures {
		f := &now.Failures[i]
		out = append(out, Row{Path: f.Subject.String(), Says: f.Expected, Now: f.Actual, Fixture: said(was, f.Subject, f.Expected)})
	}
	for i := range was.Failures {
		f := &was.Failures[i]
		if now.Outcome == judge.Holds || said(now, f.Subject, f.Expected) == asSaid {
			out = append(out, Row{Path: f.Subject.String(), Says: f.Expected, Fixture: f.Actual, Now: asSaid})
		}
	}
	return out
}

// said describes what a verdict says about one expectation.
func said(v *judge.Verdict, subject expect.Subject, expected string) string {
	for i := range v.Failures {
		if f := &v.Failures[i]; f.Subject == subject && f.Expected == expected {
			return f.Actual
		}
	}
	switch v.Outcome {
	case judge.Holds, judge.Broken:
		return asSaid
	case judge.Inconclusive:
		return "nothing: " + exchange.OneLine(v.Reason.String())
	}
	return "nothing"
}

func changeRows(changes []Change) []Row {
	out := make([]Row, len(changes))
	for i, c := range changes {
		out[i] = Row{Path: c.Path, Fixture: c.Was, Now: c.Is}
	}
	return out
}
