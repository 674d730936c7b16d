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
		v.Outcome, v.Reason = Pending, Postponed(s)
		return v
	}
	v.Observation = e.Observation(s.Probe)
	switch o := v.Observation; {
	case o == nil:
		v.Reason = missing(exchange.Missing{Kind: exchange.NotObserved}, s.Probe.ID+" was not observed")
		return v
	case !o.Missing.None():
		v.Reason = missing(o.Missing, o.Missing.String())
		return v
	}
	v.Answer = e.Answer(s.Probe)
	e.judge(s, &v)
	return v
}

// judge checks first the finding's unless, then the expectation, and last the control: it can keep
// a claim from holding, and excuses one that is not met only if both got the same refusal.
func (e *Evidence) judge(s *plan.Spec, v *Verdict) {
	w := e.around(s)
	if s.Unless != nil {
		if reason := e.unless(s, v, w); !reason.None() {
			v.excuse(reason)
			return
		}
	}
	expected, reason := e.bound(s.Expect, s.Probe)
	if !reason.None() {
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
			v.excuse(e.bothRefused(s.Control.ID, "", e.Observation(s.Control)))
		}
		e.suggestUnless(s, v)
	}
}

// excuse makes the verdict inconclusive if there is a reason.
func (v *Verdict) excuse(reason Reason) {
	if !reason.None() {
		v.Outcome, v.Reason, v.Failures = Inconclusive, reason, nil
	}
}

// Parts judges every condition of a spec's expectation by itself, to show both what holds and what
// does not; nil if nothing was observed.
func (e *Evidence) Parts(s *plan.Spec) []expect.Part {
	o := e.Observation(s.Probe)
	if o == nil || s.Expect == nil {
		return nil
	}
	expected, reason := e.bound(s.Expect, s.Probe)
	if !reason.None() {
		return nil
	}
	return expected.Parts(o, e.World(s.Probe))
}

// looksAround reports whether judging s may look at other observations.
func (e *Evidence) looksAround(s *plan.Spec) bool {
	return len(s.Needs) > 1 || len(e.answers) > 0
}

// take turns the result of the expectation into the verdict. A transport error breaks only a claim
// about transport errors; any other claim is inconclusive.
func (v *Verdict) take(r *expect.Result) {
	failed := v.Observation.Failure
	switch {
	case r.Outcome == expect.Met:
		v.Outcome = Holds
	case r.Outcome == expect.Unmet && (failed == nil || aboutFailure(r.Failures)):
		v.Outcome, v.Reason, v.Failures = Broken, Reason{Kind: Unmet}, r.Failures
	case failed != nil:
		v.Reason = Reason{Kind: NoAnswer, Failure: failed.Kind, Detail: failed.String()}
	default:
		v.Late = r.Late
		v.Reason = untold(r, strings.Join(r.Unknowns, "; "))
	}
}

// untold returns why r is unknown, with the words of detail: judging ended too early, an
// observation to compare with is missing, or the response does not say.
func untold(r *expect.Result, detail string) Reason {
	switch {
	case r.Late == expect.TookLong:
		return Reason{Kind: TookLong, Detail: detail}
	case r.Late == expect.RunEnded:
		return Reason{Kind: RunEnded, Detail: detail}
	case !r.Missing.None():
		return missing(r.Missing, detail)
	}
	return Reason{Kind: Untold, Detail: detail}
}

// Postponed returns why a spec is never judged automatically: the document says so, or it is a
// checklist item.
func Postponed(s *plan.Spec) Reason {
	if s.Item != nil {
		return Reason{Kind: LookUp, Detail: s.Pending}
	}
	return Reason{Kind: Declared, Detail: s.Pending}
}

// aboutFailure reports whether the expectation is about the transport error itself.
func aboutFailure(failures []expect.Failure) bool {
	for i := range failures {
		if failures[i].Subject == (expect.Subject{Key: "error"}) {
			return true
		}
	}
	return false
}

// unless returns why the finding's `unless` keeps it from being judged, the zero Reason if it does
// not.
func (e *Evidence) unless(s *plan.Spec, v *Verdict, w *expect.World) Reason {
	unless, reason := e.bound(s.Unless, s.Probe)
	if !reason.None() {
		reason.Detail = "unless: " + reason.Detail
		return reason
	}
	outcome := unless.Outcome(v.Observation, w)
	excused := func(why string) Reason {
		return Reason{Kind: Excused, Detail: "unless " + unless.Summary() + ": " + why}
	}
	switch {
	case outcome == expect.Met && v.Answer != "":
		return excused("the answer is " + v.Answer)
	case outcome == expect.Met && v.Observation.Failure != nil:
		return excused(v.Observation.Failure.String())
	case outcome == expect.Met:
		return excused(fmt.Sprintf("it is answered %d", v.Observation.Status))
	case outcome == expect.Unmet, v.Observation.Failure != nil:
		return Reason{}
	}
	r := unless.Judge(v.Observation, w)
	return untold(&r, "unless "+unless.Summary()+": cannot be told: "+strings.Join(r.Unknowns, "; "))
}
