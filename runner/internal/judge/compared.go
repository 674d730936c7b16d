package judge

import (
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// compared returns why a claim whose only unmet conditions are comparisons (same_as, differs_from)
// is not contradicted; the zero Reason if it is contradicted. The reasons are: the other probe got
// a response that the finding's unless names, or two responses that had to differ are the same
// uninformative refusal. Other equal responses do contradict the claim.
func (e *Evidence) compared(s *plan.Spec, o *exchange.Observation, w *expect.World, failures []expect.Failure) Reason {
	var first Reason
	for i := range failures {
		why := e.tellsNothing(s, o, w, &failures[i])
		if why.None() {
			return Reason{}
		}
		if first.None() {
			first = why
		}
	}
	return first
}

// tellsNothing does what compared does, for one failure.
func (e *Evidence) tellsNothing(s *plan.Spec, o *exchange.Observation, w *expect.World, f *expect.Failure) Reason {
	if f.Beside == "" {
		return Reason{}
	}
	other := w.Observation(f.Beside)
	if other == nil {
		return Reason{}
	}
	if s.Unless != nil {
		if unless, reason := e.bound(s.Unless, s.Probe); reason.None() && unless.Outcome(other, w) == expect.Met {
			return Reason{Kind: OtherExcused, Probe: f.Beside, Detail: fmt.Sprintf("the probe compared with, %s, is answered %s: unless %s",
				f.Beside, e.answered(f.Beside, s.Probe.Row, other), unless.Summary())}
		}
	}
	if f.Alike && e.sameRefusal(s.Probe, o, e.plan.Beside(f.Beside, s.Probe.Row), other) {
		return e.bothRefused(f.Beside, s.Probe.Row, other)
	}
	return Reason{}
}

// answered names a probe's response: by the suite's name for it, else by its status.
func (e *Evidence) answered(id, row string, o *exchange.Observation) string {
	if name := e.Answer(e.plan.Beside(id, row)); name != "" {
		return name
	}
	return fmt.Sprint(o.Status)
}
