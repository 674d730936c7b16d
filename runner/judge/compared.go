package judge

import (
	"fmt"

	"assay/runner/exchange"
	"assay/runner/expect"
	"assay/runner/plan"
)

// leastRefusal is the least status that refuses a request.
const leastRefusal = 400

// compared says why a result that fails by nothing but comparisons (same_as,
// differs_from) tells nothing, "" where it tells something: the other probe was
// answered with what the finding names as telling nothing, or two answers that
// were to differ are the same refusal. A refusal comes before what is claimed to
// make the difference; two answers that are alike and no refusals do contradict
// the claim.
func (e *Evidence) compared(s *plan.Spec, o *exchange.Observation, w *expect.World, r *expect.Result) string {
	if r.Outcome != expect.Unmet {
		return ""
	}
	first := ""
	for i := range r.Failures {
		why := e.tellsNothing(s, o, w, &r.Failures[i])
		if why == "" {
			return ""
		}
		if first == "" {
			first = why
		}
	}
	return first
}

// tellsNothing is compared for one failure.
func (e *Evidence) tellsNothing(s *plan.Spec, o *exchange.Observation, w *expect.World, f *expect.Failure) string {
	if f.Beside == "" {
		return ""
	}
	other := w.Observation(f.Beside)
	if other == nil {
		return ""
	}
	answered := e.answered(f.Beside, s.Probe.Row, other)
	if s.Unless != nil {
		if unless, reason := e.bound(s.Unless, s.Probe); reason == "" && unless.Outcome(other, w) == expect.Met {
			return fmt.Sprintf("the probe compared with, %s, is answered %s: unless %s", f.Beside, answered, unless.Summary())
		}
	}
	if f.Alike && o.Status >= leastRefusal && other.Status >= leastRefusal {
		return fmt.Sprintf("both get the same answer: %s is answered %s too, and a refusal that both get tells nothing of what differs", f.Beside, answered)
	}
	return ""
}

// answered is what a probe's answer is called: by the suite's name for it, else
// by its status.
func (e *Evidence) answered(id, row string, o *exchange.Observation) string {
	if name := e.Answer(e.plan.Beside(id, row)); name != "" {
		return name
	}
	return fmt.Sprint(o.Status)
}
