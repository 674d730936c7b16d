package judge_test

import (
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
)

// A probe that waited for the reset that another response named is answered by the limit, if it is
// refused all the same: a control that is limited too is no excuse, one that fails is.
func TestALimitAfterItsResetIsTheAnswer(t *testing.T) {
	p := planned(t, `
suite: Waited
target: https://api.example
limits: {cooldown: {on: {status: 418}, wait: 1h}}
probes:
  full: {path: /full}
  reset: {path: /, wait: {told_by: full}}
  later: {path: /, wait: 1s}
  control: {path: /control}
findings:
  reset: {probe: reset, control: control, expect: {status: 200}}
  later: {probe: later, control: control, expect: {status: 200}}
`)
	for _, c := range []struct {
		spec   string
		status int
		want   judge.Outcome
		kind   judge.Kind
	}{
		{"reset", 429, judge.Broken, judge.Unmet},
		{"reset", 418, judge.Broken, judge.Unmet},
		{"reset", 503, judge.Inconclusive, judge.SameRefusal},
		{"reset", 404, judge.Broken, judge.Unmet},
		{"later", 429, judge.Inconclusive, judge.SameRefusal},
		{"later", 418, judge.Inconclusive, judge.SameRefusal},
	} {
		e := evidence(p, observed{c.spec: answer(c.status, "a"), "control": answer(c.status, "b")})
		s := specOf(t, p, c.spec)
		v := e.Spec(s)
		if v.Outcome != c.want || v.Reason.Kind != c.kind {
			t.Errorf("%s, %d: %s, cause %q, %s; want %s, %q", c.spec, c.status, v.Outcome, v.Reason.Kind, v.Reason, c.want, c.kind)
		}
		sameWays(t, p, e, s, v, c.spec)
	}
}

// A timeout that is longer than a claim allows does not break the claim: there is no response.
func TestATimeoutIsLongerThanAClaimAllows(t *testing.T) {
	p := planned(t, `
suite: Slow
target: https://api.example
probes: {subject: {path: /subject}}
findings:
  quick: {probe: subject, expect: {duration: {lt: 1s}}}
  refused: {probe: subject, expect: {error: refused}}
`)
	timeout := &exchange.Observation{Duration: 5e9, Failure: &exchange.Failure{Kind: exchange.Timeout, Message: "after 5s"}}
	for spec, want := range map[string]judge.Verdict{
		"quick":   {Outcome: judge.Inconclusive, Reason: judge.Reason{Kind: judge.NoAnswer, Failure: exchange.Timeout, Detail: "no answer (timeout): after 5s"}},
		"refused": {Outcome: judge.Broken, Reason: judge.Reason{Kind: judge.Unmet}},
	} {
		v := evidence(p, observed{"subject": timeout}).Spec(specOf(t, p, spec))
		if v.Outcome != want.Outcome || v.Reason != want.Reason {
			t.Errorf("%s: %s, %+v; want %s, %+v", spec, v.Outcome, v.Reason, want.Outcome, want.Reason)
		}
	}
}

// The code of a reason has the kind of transport error behind it.
func TestCodesOfReasons(t *testing.T) {
	for want, r := range map[string]judge.Reason{
		"unless":            {Kind: judge.Excused},
		"no_answer timeout": {Kind: judge.NoAnswer, Failure: exchange.Timeout},
	} {
		if got := r.Code(); got != want {
			t.Errorf("%+v has the code %q, want %q", r, got, want)
		}
	}
}
