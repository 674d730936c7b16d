package judge

import (
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// controlParts are what makes an answer the same as the control's. Headers are
// not among them: too many of them differ for no reason that concerns a claim.
var controlParts = []string{"status", "body"}

// control says why the control keeps a claim that is met from holding, "" when it
// does not: it was not observed, or it got the same answer, or the same refusal,
// which no two bodies make another one.
func (e *Evidence) control(s *plan.Spec, o *exchange.Observation) (Cause, string) {
	if s.Control == nil {
		return "", ""
	}
	other := e.Observation(s.Control)
	switch {
	case other == nil:
		return ControlUnknown, fmt.Sprintf("the control %s was not observed", s.Control.ID)
	case other.Missing != "":
		return ControlUnknown, fmt.Sprintf("the control %s was not observed: %s", s.Control.ID, other.Missing)
	case other.Failure != nil:
		return ControlUnknown, fmt.Sprintf("the control %s got %s", s.Control.ID, noAnswer(other.Failure))
	case o.Failure != nil:
		return "", ""
	}
	differences, unknowns, _ := expect.Compare(o, other, controlParts, &e.plan.Suite.Volatile)
	switch {
	case len(differences) > 0 && e.refusedAlike(s, o):
		return SameRefusal, e.bothRefused(s.Control.ID, "", other)
	case len(differences) > 0:
		return "", ""
	case len(unknowns) > 0:
		return ControlUnknown, fmt.Sprintf("the control %s cannot be compared: %s", s.Control.ID, strings.Join(unknowns, "; "))
	}
	return ControlSame, fmt.Sprintf("the control gets the same answer: %s is answered %s too", s.Control.ID, e.answered(s.Control.ID, "", other))
}
