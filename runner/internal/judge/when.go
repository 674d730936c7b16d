package judge

import (
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// Withheld returns why p is not sent: the response that its `when` refers to does not meet it, or
// it is unknown whether it does. The zero value means that p has no `when`, or meets it. Everything
// that p depends on must have been observed.
func (e *Evidence) Withheld(p *plan.Probe) exchange.Missing {
	if p.When == nil || p.When.Probe == nil {
		return exchange.Missing{}
	}
	other := p.When.Probe
	because := func(kind exchange.MissingKind, format string, args ...any) exchange.Missing {
		return exchange.Missing{Kind: kind, Probe: other.ID, Detail: "not sent: " + fmt.Sprintf(format, args...)}
	}
	o := e.Observation(other)
	switch {
	case o == nil:
		return because(exchange.NotObserved, "it is sent only after an answer to %s, which was not observed (when)", other.ID)
	case !o.Missing.None():
		return o.Missing.Behind(other.ID, "not sent: it is sent only after an answer to "+other.ID+" (when): "+o.Missing.String())
	}
	condition, reason := e.bound(p.When.Expect, p)
	if !reason.None() {
		return exchange.Missing{Kind: exchange.MissingKind(reason.Kind), Probe: reason.Probe, Detail: "not sent: when: " + reason.Detail}
	}
	result := condition.Judge(o, e.World(p))
	wanted := fmt.Sprintf("%s meets %s (when)", other.ID, p.When.Expect.Summary())
	switch {
	case result.Outcome == expect.Met:
		return exchange.Missing{}
	case o.Failure != nil && !aboutFailure(result.Failures):
		return because(exchange.NeedsAnswer, "it is sent only if %s, and that got %s", wanted, o.Failure)
	case result.Outcome == expect.Unmet:
		return because(exchange.WhenUnmet, "it is sent only if %s, and it did not: %s", wanted, firstOf(result.Failures))
	}
	return because(exchange.WhenUntold, "it is sent only if %s, which cannot be told: %s", wanted, strings.Join(result.Unknowns, "; "))
}

// firstOf returns the first of the failures in words, and how many more there are.
func firstOf(failures []expect.Failure) string {
	if len(failures) == 0 {
		return "another answer came"
	}
	f := &failures[0]
	out := fmt.Sprintf("%s: expected %s, got %s", f.Subject, f.Expected, f.Actual)
	if more := len(failures) - 1; more > 0 {
		out += fmt.Sprintf(", and %d more", more)
	}
	return out
}
