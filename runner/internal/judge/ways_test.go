package judge_test

import (
	"maps"
	"slices"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// A verdict is the same with and without reasons, of evidence with one answer changed, and
// of a finding whose references were filled in before.
func TestEveryWayOfJudgingSaysTheSame(t *testing.T) {
	p := planned(t, document)
	given := map[string]func() *exchange.Observation{
		"200":       func() *exchange.Observation { return answer(200, "t1") },
		"201":       func() *exchange.Observation { return answer(201, "nowhere") },
		"401":       func() *exchange.Observation { return answer(401, "t1") },
		"404":       func() *exchange.Observation { return answer(404, "t2") },
		"429":       func() *exchange.Observation { return answer(429, "") },
		"503":       func() *exchange.Observation { return answer(503, "t1") },
		"no answer": refused, "none recorded": func() *exchange.Observation { return missing("never recorded") },
		"either": func() *exchange.Observation {
			o := answer(401, "")
			o.Reported = &exchange.Reported{Status: true, StatusAny: []int{401, 429}}
			return o
		},
		"nothing asked": func() *exchange.Observation { return nil },
	}
	names := slices.Sorted(maps.Keys(given))
	seen := map[judge.Outcome]int{}
	for _, subject := range names {
		for _, control := range names {
			for _, login := range []*exchange.Observation{capturing(answer(200, ""), "t1"), answer(401, ""), nil} {
				probes := observed{"row-login[200]": login, "rows[200]": given[subject](), "rows[404]": given[control]()}
				if login != nil {
					probes["login"] = login.Copy()
				}
				probes["subject"], probes["control"] = given[subject](), given[control]()
				maps.DeleteFunc(probes, func(_ string, o *exchange.Observation) bool { return o == nil })
				e := evidence(p, probes)
				for _, s := range p.Specs {
					v := e.Spec(s)
					seen[v.Outcome]++
					sameWays(t, p, e, s, v, subject+" beside "+control)
				}
			}
		}
	}
	if len(seen) != 4 {
		t.Errorf("not every verdict was met: %v", seen)
	}
}

// sameWays compares a verdict with those of all other ways to judge the spec.
func sameWays(t *testing.T, p *plan.Plan, e *judge.Evidence, s *plan.Spec, v judge.Verdict, of string) {
	t.Helper()
	if quick := e.Outcome(s); quick != v.Outcome {
		t.Errorf("%s, %s: %s, and without reasons %s", s.ID, of, v.Outcome, quick)
	}
	if bound := e.Spec(e.Bound(s)); bound.Outcome != v.Outcome {
		t.Errorf("%s, %s: %s, and with its references filled in before %s", s.ID, of, v.Outcome, bound.Outcome)
	}
	if s.Probe == nil {
		return
	}
	for _, other := range []*exchange.Observation{nil, missing("elsewhere"), answer(200, "t1")} {
		changed := e.With(s.Probe, other)
		if back := changed.With(s.Probe, e.Observation(s.Probe)); back.Spec(s).Outcome != v.Outcome || back.Outcome(s) != v.Outcome {
			t.Errorf("%s, %s: %s, and changed to and fro %s", s.ID, of, v.Outcome, back.Spec(s).Outcome)
		}
		whole := make([]*exchange.Observation, len(p.Probes))
		for i, probe := range p.Probes {
			whole[i] = e.Observation(probe)
		}
		whole[s.Probe.Order] = other
		want := judge.NewEvidence(p, whole)
		for _, f := range p.Specs {
			if f.Probe == nil {
				continue
			}
			if got, want := changed.Spec(f), want.Spec(f); got.Outcome != want.Outcome || got.Reason != want.Reason || changed.Outcome(f) != want.Outcome {
				t.Fatalf("%s, %s with another answer to %s: %s, want %s", f.ID, of, s.Probe.ID, got.Outcome, want.Outcome)
			}
		}
	}
	if x, err := e.Bind(s.Expect, s.Probe); s.Expect != nil && (err == nil) != (x != nil) {
		t.Errorf("%s, %s: bound to %v (%v)", s.ID, of, x, err)
	}
}

// The finding's unless may keep the response from being judged.
func TestExcused(t *testing.T) {
	p := planned(t, document)
	either := answer(401, "")
	either.Reported = &exchange.Reported{Status: true, StatusAny: []int{401, 429}}
	for _, c := range []struct {
		spec string
		of   *exchange.Observation
		want bool
	}{
		{"unless", answer(429, ""), true},
		{"unless", answer(200, ""), false},
		{"unless", either, true},
		{"unless", missing("never recorded"), false},
		{"unless-status", answer(500, ""), true},
		{"unless-status", answer(499, ""), false},
		{"plain", answer(429, ""), false},
		{"unless-error", refused(), false}, // no response
		{"unless-error", answer(200, ""), false},
	} {
		if got := evidence(p, observed{"subject": c.of}).Excused(specOf(t, p, c.spec)); got != c.want {
			t.Errorf("%s of %d %v: %v", c.spec, c.of.Status, c.of.Missing, got)
		}
	}
	if evidence(p, observed{}).Excused(specOf(t, p, "unless")) {
		t.Error("nothing was asked, and it is excused")
	}
}

// The parts of a claim are judged one by one if there is a response and every reference has a
// value.
func TestPartsOfAClaim(t *testing.T) {
	p := planned(t, document)
	outcomes := func(id string, o observed) (all []expect.Outcome) {
		for _, part := range evidence(p, o).Parts(specOf(t, p, id)) {
			all = append(all, part.Outcome)
		}
		return all
	}
	met, unmet := expect.Met, expect.Unmet
	for _, c := range []struct {
		spec string
		of   observed
		want []expect.Outcome
	}{
		{"both", observed{"subject": answer(201, "nowhere")}, []expect.Outcome{met, met}},
		{"both", observed{"subject": answer(201, "x")}, []expect.Outcome{met, unmet}},
		{"both", observed{"subject": answer(200, "nowhere")}, []expect.Outcome{unmet, met}},
		{"both", observed{}, nil},
		{"look", observed{}, nil},
		{"captured", observed{"subject": answer(200, "t1"), "login": capturing(answer(200, ""), "t1")}, []expect.Outcome{met}},
		{"captured", observed{"subject": answer(200, "t1")}, nil},
		{"same-row[200]", observed{"rows[200]": answer(200, ""), "row-login[200]": answer(200, ""), "row-login[404]": answer(404, "")}, []expect.Outcome{met}},
		{"same-row[404]", observed{"rows[404]": answer(200, ""), "row-login[200]": answer(200, ""), "row-login[404]": answer(404, "")}, []expect.Outcome{unmet}},
	} {
		if got := outcomes(c.spec, c.of); !slices.Equal(got, c.want) {
			t.Errorf("%s: the parts are %v, want %v", c.spec, got, c.want)
		}
	}
}

// An expectation about no probe uses the suite's variables; one about a row uses the row's.
func TestReferencesAreFilledIn(t *testing.T) {
	p := planned(t, document)
	token := func(n any) *exchange.Observation { return capturing(answer(200, ""), n) }
	e := evidence(p, observed{"login": token("a"), "row-login[200]": token("b"), "row-login[404]": {Status: 200}})
	for _, c := range []struct{ spec, err string }{
		{"captured", ""},
		{"row-captured[200]", ""},
		{"row-captured[404]", "${row-login.token}: row-login captured nothing of that name"},
		{"of-the-row[200]", ""},
		{"plain", ""},
	} {
		s := specOf(t, p, c.spec)
		got := ""
		x, err := e.Bind(s.Expect, s.Probe)
		if err != nil {
			got = err.Error()
		}
		if got != c.err || (x == nil) != (err != nil) {
			t.Errorf("%s: %q, want %q", c.spec, got, c.err)
		}
	}
	if x, err := e.Bind(specOf(t, p, "captured").Expect, nil); err != nil || x == nil {
		t.Errorf("about no probe: %v", err)
	}
	if x, err := e.Bind(nil, nil); err != nil || x != nil {
		t.Errorf("nothing is bound to %v (%v)", x, err)
	}
}

const comparing = `
suite: Comparing
target: https://api.example
probes:
  subject: {path: /subject}
  control: {path: /control}
  login: {path: /login, capture: {token: {json: $.token}, user: {json: $.user}}}
  rows: {path: /rows, matrix: {n: [1, 2]}}
  others: {path: /others, matrix: {n: [1, 2]}}
findings:
  page: {probe: subject, control: control, expect: {body: {contains: nowhere}}}
  limited: {probe: subject, control: control, expect: {status: 429}}
  beside: {probe: rows, expect: {same_as: {probe: others, in: [status]}}}
  two: {probe: subject, expect: {body: {contains: ["${login.user}", "${login.token}"]}}}
  mixed: {probe: rows, expect: {headers: {N: "${n}"}, body: {contains: "${login.token}"}}}
`

func withReported(o *exchange.Observation, r exchange.Reported) *exchange.Observation {
	o.Reported = &r
	return o
}

// A response that was reported in part is not a refusal; without named answers, nothing else
// changes.
func TestVerdictsOfASuiteThatOnlyCompares(t *testing.T) {
	p := planned(t, comparing)
	later := func(status int) *exchange.Observation {
		o := answer(status, "a")
		o.Header = exchange.Header{{Name: "Retry-After", Value: "1"}}
		return o
	}
	n := answer(200, "tok")
	n.Header = exchange.Header{{Name: "N", Value: "2"}}
	token := func() *exchange.Observation {
		o := capturing(answer(200, ""), "tok")
		o.Captured["user"] = "me"
		return o
	}
	for _, c := range []struct {
		name, spec string
		of         observed
		outcome    judge.Outcome
		cause      judge.Kind
		reason     string
	}{
		{"refused alike", "page", observed{"subject": answer(429, "a"), "control": answer(429, "b")}, judge.Inconclusive, judge.SameRefusal,
			"both get the same refusal: control is answered 429 too, and what refuses both tells nothing of what differs"},
		{"the status is reported", "page", observed{"subject": withReported(answer(429, "a"), exchange.Reported{Status: true, Body: true}), "control": answer(429, "b")},
			judge.Inconclusive, judge.SameRefusal, "both get the same refusal: control is answered 429 too, and what refuses both tells nothing of what differs"},
		{"the status is not reported", "page", observed{"subject": withReported(answer(429, "a"), exchange.Reported{Body: true}), "control": answer(429, "b")}, judge.Broken, judge.Unmet, ""},
		{"one status is reported", "page", observed{"subject": withReported(answer(0, "a"), exchange.Reported{Status: true, StatusAny: []int{429}, Body: true}), "control": answer(429, "b")},
			judge.Inconclusive, judge.SameRefusal, "both get the same refusal: control is answered 429 too, and what refuses both tells nothing of what differs"},
		{"a bad request for now", "page", observed{"subject": later(400), "control": later(400)}, judge.Inconclusive, judge.SameRefusal,
			"both get the same refusal: control is answered 400 too, and what refuses both tells nothing of what differs"},
		{"moved for now", "page", observed{"subject": later(399), "control": later(399)}, judge.Broken, judge.Unmet, ""},
		{"the same refusal, byte for byte", "limited", observed{"subject": answer(429, "a"), "control": answer(429, "a")}, judge.Inconclusive, judge.ControlSame,
			"the control gets the same answer: control is answered 429 too"},
		{"the control's body is not reported", "limited", observed{"subject": answer(429, "a"), "control": withReported(answer(429, ""), exchange.Reported{Status: true})},
			judge.Inconclusive, judge.ControlUnknown, "the control control cannot be compared: control: the source did not report the whole body"},
		{"a row beside its own", "beside[2]", observed{"rows[2]": answer(404, ""), "others[2]": answer(404, ""), "others[1]": answer(200, "")}, judge.Holds, "", ""},
		{"a row beside another", "beside[2]", observed{"rows[2]": answer(404, ""), "others[2]": answer(200, ""), "others[1]": answer(404, "")}, judge.Broken, judge.Unmet, ""},
		{"the first reference without a value is named", "two", observed{"subject": answer(200, "me tok"), "login": answer(401, "")}, judge.Inconclusive, judge.Kind(exchange.Unfilled),
			"${login.user}: login captured nothing of that name"},
		{"both references have one", "two", observed{"subject": answer(200, "me tok"), "login": token()}, judge.Holds, "", ""},
		{"a variable beside a capture", "mixed[2]", observed{"rows[2]": n, "login": token()}, judge.Holds, "", ""},
		{"another row's variable beside a capture", "mixed[1]", observed{"rows[1]": n.Copy(), "login": token()}, judge.Broken, judge.Unmet, ""},
	} {
		e := evidence(p, c.of)
		s := specOf(t, p, c.spec)
		v := e.Spec(s)
		if v.Outcome != c.outcome || v.Reason.Kind != c.cause || v.Reason.String() != c.reason {
			t.Errorf("%s: %s, cause %q, %q; want %s, %q, %q", c.name, v.Outcome, v.Reason.Kind, v.Reason, c.outcome, c.cause, c.reason)
		}
		sameWays(t, p, e, s, v, c.name)
	}
}

// A suite may have one name for answers, which compares.
func TestANameThatCompares(t *testing.T) {
	p := planned(t, `
suite: Names
target: https://api.example
answers: {alike: {differs_from: {probe: control, in: [body]}}}
probes: {subject: {path: /subject}, control: {path: /control}}
findings: {named: {probe: subject, expect: alike}}
`)
	for body, want := range map[string]judge.Outcome{"a": judge.Inconclusive, "b": judge.Holds} {
		e := evidence(p, observed{"subject": answer(429, body), "control": answer(429, "a")})
		s := specOf(t, p, "named")
		v := e.Spec(s)
		if v.Outcome != want {
			t.Errorf("%s: %s (%s), want %s", body, v.Outcome, v.Reason, want)
		}
		if want := map[judge.Outcome]string{judge.Holds: "alike"}[want]; v.Answer != want && want != "" {
			t.Errorf("%s: it is called %q, want %q", body, v.Answer, want)
		}
		sameWays(t, p, e, s, v, body)
	}
}

// The only name for answers compares each row with its own.
func TestANameThatComparesRows(t *testing.T) {
	p := planned(t, `
suite: Names
target: https://api.example
answers: {alike: {same_as: {probe: control, in: [status]}}}
probes: {subject: {path: /subject, matrix: {n: [1, 2]}}, control: {path: /control, matrix: {n: [1, 2]}}}
findings: {named: {probe: subject, expect: alike}}
`)
	for status, want := range map[int]judge.Outcome{200: judge.Broken, 404: judge.Holds} {
		e := evidence(p, observed{"subject[2]": answer(404, ""), "control[1]": answer(204, ""), "control[2]": answer(status, "")})
		s := specOf(t, p, "named[2]")
		v := e.Spec(s)
		if v.Outcome != want {
			t.Errorf("%d: %s (%s), want %s", status, v.Outcome, v.Reason, want)
		}
		sameWays(t, p, e, s, v, "named")
	}
}

// Without a probe nothing has a name, and the world is the suite's; a guard replaces the
// evidence's own.
func TestEvidenceOfNoProbe(t *testing.T) {
	p := planned(t, document)
	e := evidence(p, observed{"subject": answer(200, "")})
	if e.Answer(nil) != "" || e.Observation(nil) != nil || e.World(nil) == nil {
		t.Error("there is something of no probe")
	}
	g := expect.NewGuard(t.Context(), 0)
	if e.Guarded(nil) != e || e.Guarded(g).Guard() != g || e.Guard() == g {
		t.Error("the guard is not the one given")
	}
}
