package judge_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

const document = `
suite: Verdicts
target: https://api.example
vars: {wanted: 200}
secrets: {key: KEY}
answers:
  limited: {status: 429}
  fine: {status: 200}
probes:
  subject: {path: /subject}
  control: {path: /control}
  login: {path: /login, capture: {token: {json: $.token}}}
  rows: {path: /rows, matrix: {n: [200, 404]}}
  row-login: {path: /row-login, matrix: {n: [200, 404]}, capture: {token: {json: $.token}}}
findings:
  plain: {probe: subject, expect: {status: 200}}
  both: {probe: subject, expect: {status: 201, body: {contains: nowhere}}}
  by-name: {probe: subject, expect: fine}
  failing: {probe: subject, expect: {error: refused}}
  unless: {probe: subject, unless: limited, expect: {status: 200}}
  unless-status: {probe: subject, unless: {status: {ge: 500}}, expect: {status: 200}}
  unless-error: {probe: subject, unless: {error: refused}, expect: {status: 200}}
  controlled: {probe: subject, control: control, expect: {status: 200}}
  locked: {probe: subject, control: control, expect: {status: 401}}
  limited-key: {probe: subject, control: control, expect: {status: 429}}
  old-tls: {probe: subject, control: control, expect: {error: tls}}
  differs: {probe: subject, expect: {differs_from: control}}
  differs-and: {probe: subject, expect: {status: 404, differs_from: control}}
  same-unless: {probe: subject, unless: limited, expect: {same_as: {probe: control, in: [status]}}}
  captured: {probe: subject, expect: {body: {contains: "${login.token}"}}}
  of-the-row: {probe: rows, expect: {status: "${n}"}}
  row-captured: {probe: rows, expect: {body: {contains: "${row-login.token}"}}}
  same-row: {probe: rows, expect: {same_as: {probe: row-login, in: [status]}}}
  var-and-secret: {probe: subject, expect: {status: "${wanted}", body: {not: {contains: "${key}"}}}}
  postponed: {probe: subject, expect: {status: 200}, pending: waits for the vendor}
checklist: {look: {ask: Is it active?, where: the dashboard}}
`

func planned(t testing.TB, text string) *plan.Plan {
	t.Helper()
	s, err := suite.Parse("verdicts.suite.yaml", []byte(text), suite.Options{})
	if err != nil {
		t.Fatalf("the suite does not load:\n%v", err)
	}
	p, err := plan.Build(s)
	if err != nil {
		t.Fatalf("the suite does not plan:\n%v", err)
	}
	return p
}

func answer(status int, body string) *exchange.Observation {
	return &exchange.Observation{Status: status, Body: []byte(body), Size: int64(len(body))}
}

func refused() *exchange.Observation {
	return &exchange.Observation{Failure: &exchange.Failure{Kind: exchange.Refused, Message: "connection refused"}}
}

func missing(why string) *exchange.Observation {
	kind := exchange.MissingKind(strings.ReplaceAll(why, " ", "_"))
	return &exchange.Observation{Missing: exchange.Missing{Kind: kind, Detail: why}}
}

func capturing(o *exchange.Observation, token any) *exchange.Observation {
	o.Captured = map[string]any{"token": token}
	return o
}

func evidence(p *plan.Plan, observed map[string]*exchange.Observation) *judge.Evidence {
	all := make([]*exchange.Observation, len(p.Probes))
	for id, o := range observed {
		o.Probe, o.Request = id, p.Probe(id).Request
		all[p.Probe(id).Order] = o
	}
	return judge.NewEvidence(p, all)
}

type observed = map[string]*exchange.Observation

// The verdict of every finding, and its reason.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name     string
		observed observed
		spec     string
		outcome  judge.Outcome
		reason   string
		failures int
	}{
		{"met", observed{"subject": answer(200, "")}, "plain", judge.Holds, "", 0},
		{"unmet", observed{"subject": answer(404, "")}, "plain", judge.Broken, "", 1},
		{"every failure is shown", observed{"subject": answer(404, "x")}, "both", judge.Broken, "", 2},
		{"an answer by name", observed{"subject": answer(200, "")}, "by-name", judge.Holds, "", 0},
		{"not observed", observed{}, "plain", judge.Inconclusive, "subject was not observed", 0},
		{"never recorded", observed{"subject": missing("never recorded")}, "plain", judge.Inconclusive, "never recorded", 0},
		{"no answer", observed{"subject": refused()}, "plain", judge.Inconclusive, "no answer (refused): connection refused", 0},
		{"no answer, as claimed", observed{"subject": refused()}, "failing", judge.Holds, "", 0},
		{"an answer, against the claim", observed{"subject": answer(200, "")}, "failing", judge.Broken, "", 1},
		{"pending", observed{"subject": answer(200, "")}, "postponed", judge.Pending, "waits for the vendor", 0},
		{"checklist", observed{}, "look", judge.Pending, "to look up: the dashboard", 0},

		{"unless is met", observed{"subject": answer(429, "")}, "unless", judge.Inconclusive, "unless limited: the answer is limited", 0},
		{"unless is not met", observed{"subject": answer(200, "")}, "unless", judge.Holds, "", 0},
		{"unless is not met, and broken", observed{"subject": answer(404, "")}, "unless", judge.Broken, "", 1},
		{"unless without a name", observed{"subject": answer(503, "")}, "unless-status", judge.Inconclusive, "unless status at least 500: it is answered 503", 0},
		{"unless it fails so", observed{"subject": refused()}, "unless-error", judge.Inconclusive, "unless error refused: no answer (refused): connection refused", 0},
		{"unless of no answer", observed{"subject": refused()}, "unless", judge.Inconclusive, "no answer (refused): connection refused", 0},

		{"the control differs", observed{"subject": answer(200, "a"), "control": answer(401, "a")}, "controlled", judge.Holds, "", 0},
		{"the control's body differs", observed{"subject": answer(200, "a"), "control": answer(200, "b")}, "controlled", judge.Holds, "", 0},
		{"broken beside a control", observed{"subject": answer(404, "a"), "control": answer(401, "a")}, "controlled", judge.Broken, "", 1},
		{"the same answer", observed{"subject": answer(200, "a"), "control": answer(200, "a")}, "controlled", judge.Inconclusive,
			"the control gets the same answer: control is answered fine too", 0},
		{"broken, and the same answer", observed{"subject": answer(404, "a"), "control": answer(404, "a")}, "controlled", judge.Broken, "", 1},
		{"an open door", observed{"subject": answer(200, "a"), "control": answer(200, "a")}, "locked", judge.Broken, "", 1},
		{"an open door with a nonce", observed{"subject": answer(200, "a"), "control": answer(200, "b")}, "locked", judge.Broken, "", 1},
		{"a locked door", observed{"subject": answer(401, "a"), "control": answer(200, "a")}, "locked", judge.Holds, "", 0},
		{"a door locked for everybody", observed{"subject": answer(401, "a"), "control": answer(401, "a")}, "locked", judge.Inconclusive,
			"the control gets the same answer: control is answered 401 too", 0},
		{"broken, and no control", observed{"subject": answer(404, "a")}, "controlled", judge.Broken, "", 1},
		{"broken, and the control is missing", observed{"subject": answer(404, "a"), "control": missing("budget spent")}, "controlled", judge.Broken, "", 1},
		{"broken, and the control got none", observed{"subject": answer(404, "a"), "control": refused()}, "controlled", judge.Broken, "", 1},
		{"neither got an answer", observed{"subject": refused(), "control": refused()}, "controlled", judge.Inconclusive, "no answer (refused): connection refused", 0},
		{"neither got the failure claimed", observed{"subject": refused(), "control": refused()}, "old-tls", judge.Inconclusive,
			"both get the same refusal: control got no answer (refused): connection refused too, which tells nothing of what differs", 0},
		{"another failure than the one claimed", observed{"subject": refused(), "control": answer(200, "")}, "old-tls", judge.Broken, "", 1},
		{"the control was not observed", observed{"subject": answer(200, "a")}, "controlled", judge.Inconclusive, "the control control was not observed", 0},
		{"the control is missing", observed{"subject": answer(200, "a"), "control": missing("budget spent")}, "controlled", judge.Inconclusive,
			"the control control was not observed: budget spent", 0},
		{"the control got none", observed{"subject": answer(200, "a"), "control": refused()}, "controlled", judge.Inconclusive,
			"the control control got no answer (refused): connection refused", 0},

		{"what differs", observed{"subject": answer(401, "a"), "control": answer(429, "a")}, "differs", judge.Holds, "", 0},
		{"both are answered alike", observed{"subject": answer(404, "a"), "control": answer(404, "a")}, "differs", judge.Broken, "", 1},
		{"both are limited", observed{"subject": answer(429, ""), "control": answer(429, "")}, "differs", judge.Inconclusive,
			"both get the same refusal: control is answered limited too, and what refuses both tells nothing of what differs", 0},
		{"both are let in alike", observed{"subject": answer(200, "a"), "control": answer(200, "a")}, "differs", judge.Broken, "", 1},
		{"refused alike, and broken beside", observed{"subject": answer(429, ""), "control": answer(429, "")}, "differs-and", judge.Broken, "", 2},
		{"the other answer tells nothing", observed{"subject": answer(401, ""), "control": answer(429, "")}, "same-unless", judge.Inconclusive,
			"the probe compared with, control, is answered limited: unless limited", 0},
		{"the other answer differs", observed{"subject": answer(401, ""), "control": answer(404, "")}, "same-unless", judge.Broken, "", 1},

		{"captured", observed{"subject": answer(200, "it is t1"), "login": capturing(answer(200, ""), "t1")}, "captured", judge.Holds, "", 0},
		{"captured, and not there", observed{"subject": answer(200, "it is t2"), "login": capturing(answer(200, ""), "t1")}, "captured", judge.Broken, "", 1},
		{"not captured", observed{"subject": answer(200, ""), "login": {Status: 401, CaptureError: "login is answered 401: no $.token"}}, "captured",
			judge.Inconclusive, "${login.token}: login is answered 401: no $.token", 0},
		{"captured from nothing", observed{"subject": answer(200, ""), "login": missing("never recorded")}, "captured",
			judge.Inconclusive, "${login.token}: login: never recorded", 0},
		{"captured from no answer", observed{"subject": answer(200, ""), "login": refused()}, "captured",
			judge.Inconclusive, "${login.token}: login got no answer (refused): connection refused", 0},

		{"a row's variable", observed{"rows[200]": answer(200, "")}, "of-the-row[200]", judge.Holds, "", 0},
		{"another row's variable", observed{"rows[404]": answer(200, "")}, "of-the-row[404]", judge.Broken, "", 1},
		{"a row's capture", observed{"rows[404]": answer(404, "b"), "row-login[404]": capturing(answer(200, ""), "b"), "row-login[200]": capturing(answer(200, ""), "a")},
			"row-captured[404]", judge.Holds, "", 0},
		{"a row beside a row", observed{"rows[404]": answer(404, ""), "row-login[404]": answer(404, ""), "row-login[200]": answer(200, "")},
			"same-row[404]", judge.Holds, "", 0},
		{"vars and secrets", observed{"subject": answer(200, "no key")}, "var-and-secret", judge.Holds, "", 0},
		{"a secret echoed", observed{"subject": answer(200, "the key is ${key}")}, "var-and-secret", judge.Broken, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planned(t, document)
			e := evidence(p, c.observed)
			v := e.Spec(specOf(t, p, c.spec))
			if v.Outcome != c.outcome || len(v.Failures) != c.failures || v.Reason.String() != c.reason {
				t.Errorf("%s: %s, %d failures, reason %q; want %s, %d, %q", c.spec, v.Outcome, len(v.Failures), v.Reason, c.outcome, c.failures, c.reason)
			}
			if again := e.Spec(specOf(t, p, c.spec)); again.Outcome != v.Outcome || again.Reason != v.Reason {
				t.Errorf("judged again it is %s, %q", again.Outcome, again.Reason)
			}
		})
	}
}

// The kind of a reason is that of its origin; it names the probe of its origin if that is another.
func TestKinds(t *testing.T) {
	p := planned(t, document)
	for _, c := range []struct {
		spec     string
		observed observed
		kind     judge.Kind
		probe    string
	}{
		{"plain", observed{"subject": answer(200, "")}, "", ""},
		{"plain", observed{"subject": answer(404, "")}, judge.Unmet, ""},
		{"plain", observed{"subject": refused()}, judge.NoAnswer, ""},
		{"plain", observed{}, judge.Kind(exchange.NotObserved), ""},
		{"plain", observed{"subject": missing("no secret")}, judge.Kind(exchange.NoSecret), ""},
		{"postponed", observed{}, judge.Declared, ""},
		{"look", observed{}, judge.LookUp, ""},
		{"unless", observed{"subject": answer(429, "")}, judge.Excused, ""},
		{"controlled", observed{"subject": answer(200, "a")}, judge.ControlUnknown, "control"},
		{"controlled", observed{"subject": answer(200, "a"), "control": answer(200, "a")}, judge.ControlSame, "control"},
		{"captured", observed{"subject": answer(200, ""), "login": missing("interrupted")}, judge.Kind(exchange.Interrupted), "login"},
		{"captured", observed{"subject": answer(200, ""), "login": refused()}, judge.Kind(exchange.NeedsAnswer), "login"},
		{"captured", observed{"subject": answer(200, ""), "login": answer(200, "")}, judge.Kind(exchange.Unfilled), "login"},
		{"differs", observed{"subject": answer(200, ""), "control": missing("budget spent")}, judge.Kind(exchange.BudgetSpent), "control"},
		{"differs", observed{"subject": answer(200, "")}, judge.Kind(exchange.NotObserved), "control"},
	} {
		v := evidence(p, c.observed).Spec(specOf(t, p, c.spec))
		if v.Reason.Kind != c.kind || v.Reason.Probe != c.probe {
			t.Errorf("%s: kind %q of %q (%s); want %q of %q", c.spec, v.Reason.Kind, v.Reason.Probe, v.Reason, c.kind, c.probe)
		}
	}
}

func specOf(t testing.TB, p *plan.Plan, id string) *plan.Spec {
	t.Helper()
	for _, s := range p.Specs {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no spec %s", id)
	return nil
}

// A part that a transcribed source did not report is unknown.
func TestNotReported(t *testing.T) {
	p := planned(t, document)
	o := answer(429, "")
	o.Reported = &exchange.Reported{Status: true, StatusAny: []int{401, 429}}
	e := evidence(p, observed{"subject": o})
	for _, id := range []string{"unless", "unless-status"} {
		v := e.Spec(specOf(t, p, id))
		want := judge.Inconclusive
		if id == "unless-status" {
			want = judge.Broken // neither 401 nor 429 is 5xx, and neither is 200
		}
		if v.Outcome != want || (want == judge.Inconclusive) != (v.Reason.String() != "") {
			t.Errorf("%s: %s, reason %q; want %s", id, v.Outcome, v.Reason, want)
		}
	}
}

// A response that refuses both probes does not show how they differ, whatever its body; one that
// only looks like a refusal does not excuse a claim.
func TestRefusals(t *testing.T) {
	p := planned(t, strings.Replace(document, "vars:", "limits: {cooldown: {on: {status: 418}, wait: 1h}}\nvars:", 1))
	with := func(o *exchange.Observation, fields ...string) *exchange.Observation {
		for i := 0; i < len(fields); i += 2 {
			o.Header = append(o.Header, exchange.Field{Name: fields[i], Value: fields[i+1]})
		}
		return o
	}
	sampled := func(all ...*exchange.Observation) *exchange.Observation {
		o := all[0].Copy()
		o.Samples = all
		return o
	}
	reported := func(statuses ...int) *exchange.Observation {
		o := answer(statuses[0], "")
		o.Reported = &exchange.Reported{Status: true, StatusAny: statuses}
		return o
	}
	page := func() *exchange.Observation {
		return with(answer(403, "<p>Ray ID"), "Content-Type", "text/html; charset=utf-8")
	}
	const alike = judge.Inconclusive
	for _, c := range []struct {
		name             string
		subject, control *exchange.Observation
		want             judge.Outcome
	}{
		{"limited", answer(429, "a"), answer(429, "b"), alike},
		{"limited alone", answer(429, "a"), answer(200, "b"), judge.Broken},
		{"limited, and failing", answer(429, "a"), answer(503, "b"), judge.Broken},
		{"failing", answer(502, "a"), answer(503, "b"), alike},
		{"unauthorized", answer(401, "a"), answer(401, "a"), judge.Broken},
		{"forbidden", answer(403, "a"), answer(403, "a"), judge.Broken},
		{"not found", answer(404, "a"), answer(404, "a"), judge.Broken},
		{"a page that bans", page(), page(), alike},
		{"a page, and an answer", page(), with(answer(403, "{}"), "Content-Type", "application/json"), judge.Broken},
		{"not found, as a page", with(answer(404, ""), "Content-Type", "text/html"), with(answer(404, ""), "Content-Type", "text/html"), judge.Broken},
		{"forbidden for now", with(answer(403, "a"), "Retry-After", "60"), with(answer(403, "b"), "Retry-After", "59"), alike},
		{"let in, and told when to ask again", with(answer(202, "a"), "Retry-After", "60"), with(answer(202, "a"), "Retry-After", "60"), judge.Broken},
		{"what cools", answer(418, "a"), answer(418, "b"), alike},
		{"every sample is limited", sampled(answer(429, "a"), answer(429, "b")), answer(429, ""), alike},
		{"a sample is not limited", sampled(answer(429, "a"), answer(404, "b")), answer(429, ""), judge.Broken},
		{"one of two refusals", reported(502, 503), answer(500, ""), alike},
		{"perhaps a refusal", reported(401, 429), answer(429, ""), judge.Broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := evidence(p, observed{"subject": c.subject, "control": c.control})
			s := specOf(t, p, "controlled")
			v := e.Spec(s)
			if v.Outcome != c.want || (v.Reason.Kind == judge.SameRefusal) != (c.want == alike) {
				t.Errorf("%s, cause %q, %s; want %s", v.Outcome, v.Reason.Kind, v.Reason, c.want)
			}
			if quick := e.Outcome(s); quick != c.want {
				t.Errorf("without reasons it is %s", quick)
			}
		})
	}
	// Nor does a claim hold by a refusal that both got.
	e := evidence(p, observed{"subject": answer(429, "a"), "control": answer(429, "b")})
	if v := e.Spec(specOf(t, p, "limited-key")); v.Outcome != judge.Inconclusive || v.Reason.Kind != judge.SameRefusal {
		t.Errorf("both are limited: %s, cause %q, %s", v.Outcome, v.Reason.Kind, v.Reason)
	}
}

// An observation has the name of the first answer that it meets, also if several goroutines ask.
func TestAnswerNames(t *testing.T) {
	p := planned(t, document)
	e := evidence(p, observed{"subject": answer(429, ""), "control": answer(500, ""), "login": refused()})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for id, want := range map[string]string{"subject": "limited", "control": "", "login": "", "rows[200]": ""} {
				if got := e.Answer(p.Probe(id)); got != want {
					t.Errorf("%s is called %q, want %q", id, got, want)
				}
			}
		})
	}
	wg.Wait()
	if v := e.Spec(specOf(t, p, "plain")); v.Answer != "limited" {
		t.Errorf("the verdict calls the answer %q", v.Answer)
	}
}

// Values keep their types in an expectation bound by hand.
func TestBind(t *testing.T) {
	p := planned(t, document)
	e := evidence(p, observed{"login": capturing(answer(200, ""), json.Number("7")), "subject": answer(200, "7")})
	s := specOf(t, p, "captured")
	x, err := e.Bind(s.Expect, s.Probe)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(0, int(x.Judge(e.Observation(s.Probe), e.World(s.Probe)).Outcome)); diff != "" {
		t.Errorf("outcome: %s", diff)
	}
	if _, err := evidence(p, observed{}).Bind(s.Expect, s.Probe); err == nil {
		t.Error("bound without an observation to take the token from")
	}
}

func BenchmarkJudge(b *testing.B) {
	const n = 10_000
	for name, expect := range map[string]string{
		"status":          "{status: 200}",
		"status and JSON": "{status: 200, headers: {X-Item: present}, json: {$.id: {type: number}}}",
	} {
		var text strings.Builder
		text.WriteString("suite: bench\ntarget: http://127.0.0.1:1\nprobes:\n")
		for i := range n {
			fmt.Fprintf(&text, "  p%d: {path: /}\n", i)
		}
		text.WriteString("findings:\n")
		for i := range n {
			fmt.Fprintf(&text, "  f%d: {probe: p%d, expect: %s}\n", i, i, expect)
		}
		p := planned(b, text.String())
		all := make([]*exchange.Observation, n)
		for i := range all {
			all[i] = answer(200, `{"id": 1}`)
			all[i].Header = exchange.Header{{Name: "X-Item", Value: "1"}}
			if _, err := all[i].JSON(); err != nil {
				b.Fatal(err)
			}
		}
		e := judge.NewEvidence(p, all)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range p.Specs {
					if v := e.Spec(s); v.Outcome != judge.Holds {
						b.Fatal(v.Reason)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/spec")
		})
	}
}
