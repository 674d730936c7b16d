package judge

import (
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// Spec judges one spec. It is pure: judging twice gives the same.
func (e *Evidence) Spec(s *plan.Spec) Verdict {
	v := Verdict{Spec: s, Outcome: Inconclusive}
	if s.Pending != "" {
		v.Outcome, v.Reason = Pending, s.Pending
		return v
	}
	v.Observation = e.Observation(s.Probe)
	switch o := v.Observation; {
	case o == nil:
		v.Reason = s.Probe.ID + " was not observed"
		return v
	case o.Missing != "":
		v.Reason = string(o.Missing)
		return v
	}
	v.Answer = e.Answer(s.Probe)
	e.judge(s, &v)
	return v
}

// judge asks in this order: does the answer tell anything (unless), and does the
// expectation hold. What the control got comes last: it keeps a claim from holding, and
// excuses one that is not met only by a refusal that both got.
func (e *Evidence) judge(s *plan.Spec, v *Verdict) {
	w := e.around(s)
	if s.Unless != nil {
		if cause, reason := e.unless(s, v, w); reason != "" {
			v.excuse(cause, reason)
			return
		}
	}
	expected, reason := e.bound(s.Expect, s.Probe)
	if reason != "" {
		v.Reason = reason
		return
	}
	result := expected.Judge(v.Observation, w)
	v.take(&result)
	switch v.Outcome {
	case Holds:
		v.excuse(e.control(s, v.Observation))
	case Broken:
		v.excuse(e.compared(s, v.Observation, w, v.Failures))
		if v.Outcome == Broken && e.refusedAlike(s, v.Observation) {
			v.excuse(SameRefusal, e.bothRefused(s.Control.ID, "", e.Observation(s.Control)))
		}
	}
}

// excuse makes the verdict an inconclusive one, where there is a reason.
func (v *Verdict) excuse(cause Cause, reason string) {
	if reason != "" {
		v.Outcome, v.Cause, v.Reason, v.Failures = Inconclusive, cause, reason, nil
	}
}

// Parts judges every condition of a spec's expectation by itself, for those who
// show what holds beside what does not; nil where nothing was observed.
func (e *Evidence) Parts(s *plan.Spec) []expect.Part {
	o := e.Observation(s.Probe)
	if o == nil || s.Expect == nil {
		return nil
	}
	expected, reason := e.bound(s.Expect, s.Probe)
	if reason != "" {
		return nil
	}
	return expected.Parts(o, e.World(s.Probe))
}

// looksAround reports whether judging s may look at other observations.
func (e *Evidence) looksAround(s *plan.Spec) bool {
	return len(s.Needs) > 1 || len(e.answers) > 0
}

// take makes the result of the expectation the verdict. That a connection failed
// breaks only a claim about connections; of any other, nothing is known.
func (v *Verdict) take(r *expect.Result) {
	failed := v.Observation.Failure
	switch {
	case r.Outcome == expect.Met:
		v.Outcome = Holds
	case r.Outcome == expect.Unmet && (failed == nil || aboutFailure(r.Failures)):
		v.Outcome, v.Failures = Broken, r.Failures
	case failed != nil:
		v.Reason = noAnswer(failed)
	default:
		v.Late = r.Late
		v.Reason = strings.Join(r.Unknowns, "; ")
	}
}

// aboutFailure reports whether the expectation judges the error itself.
func aboutFailure(failures []expect.Failure) bool {
	for i := range failures {
		if failures[i].Subject == "error" {
			return true
		}
	}
	return false
}

// noAnswer says why there is none: "no answer (refused): connection refused".
func noAnswer(f *exchange.Failure) string {
	return fmt.Sprintf("no answer (%s): %s", f.Kind, f.Message)
}

// unless says why the finding's `unless` keeps it from being judged, "" when it
// does not.
func (e *Evidence) unless(s *plan.Spec, v *Verdict, w *expect.World) (Cause, string) {
	unless, reason := e.bound(s.Unless, s.Probe)
	if reason != "" {
		return "", "unless: " + reason
	}
	outcome := unless.Outcome(v.Observation, w)
	switch {
	case outcome == expect.Met && v.Answer != "":
		return Excused, "unless " + unless.Summary() + ": the answer is " + v.Answer
	case outcome == expect.Met && v.Observation.Failure != nil:
		return Excused, "unless " + unless.Summary() + ": " + noAnswer(v.Observation.Failure)
	case outcome == expect.Met:
		return Excused, fmt.Sprintf("unless %s: it is answered %d", unless.Summary(), v.Observation.Status)
	case outcome == expect.Unmet, v.Observation.Failure != nil:
		return "", ""
	}
	return "", "unless " + unless.Summary() + ": cannot be told: " + strings.Join(unless.Judge(v.Observation, w).Unknowns, "; ")
}
