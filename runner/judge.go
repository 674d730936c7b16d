package runner

import (
	"assay/runner/judge"
	"assay/runner/plan"
)

// notInReplay is why a live-only finding has no verdict in a replay.
const notInReplay = "live only: not run in replay"

// PendingIn is why a spec is not judged in this mode, "" when it is: its own
// reason, or that it is judged only where the network is asked.
func PendingIn(mode Mode, s *plan.Spec) string {
	if s.Pending == "" && !mode.Asks() && s.LiveOnly() {
		return notInReplay
	}
	return s.Pending
}

// Verdict judges one spec.
func (r *Run) Verdict(s *plan.Spec) judge.Verdict {
	if reason := PendingIn(r.Mode, s); reason != "" {
		return judge.Verdict{Spec: s, Outcome: judge.Pending, Reason: reason}
	}
	return r.Evidence.Spec(s)
}

// Verdicts judges specs, in their order.
func (r *Run) Verdicts(specs []*plan.Spec) []judge.Verdict {
	out := make([]judge.Verdict, len(specs))
	for i, s := range specs {
		out[i] = r.Verdict(s)
	}
	return out
}
