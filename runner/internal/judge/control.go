package judge

import (
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// controlParts are the parts in which a response must equal the control's to count as the same.
// Headers are not among them: too many of them differ for reasons that no claim is about.
var controlParts = []string{"status", "body"}

// control returns why the control keeps a claim that is met from holding, the zero Reason if it
// does not. The control was not observed, or it got the same response, or the same refusal,
// whatever the two bodies.
func (e *Evidence) control(s *plan.Spec, o *exchange.Observation) Reason {
	if s.Control == nil {
		return Reason{}
	}
	other := e.Observation(s.Control)
	unknown := func(format string, args ...any) Reason {
		return Reason{Kind: ControlUnknown, Probe: s.Control.ID, Detail: "the control " + s.Control.ID + fmt.Sprintf(format, args...)}
	}
	switch {
	case other == nil:
		return unknown(" was not observed")
	case !other.Missing.None():
		return unknown(" was not observed: %s", other.Missing)
	case other.Failure != nil:
		return unknown(" got %s", other.Failure.String())
	case o.Failure != nil:
		return Reason{}
	}
	differences, unknowns, _ := expect.Compare(o, other, controlParts, &e.plan.Suite.Volatile)
	switch {
	case len(differences) > 0 && e.refusedAlike(s, o):
		return e.bothRefused(s.Control.ID, "", other)
	case len(differences) > 0:
		return Reason{}
	case len(unknowns) > 0:
		return unknown(" cannot be compared: %s", strings.Join(unknowns, "; "))
	}
	return Reason{
		Kind: ControlSame, Probe: s.Control.ID,
		Detail: fmt.Sprintf("the control gets the same answer: %s is answered %s too", s.Control.ID, e.answered(s.Control.ID, "", other)),
	}
}
