package diagnose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

const explained = `
suite: Explained
target: http://127.0.0.1:1
secrets: {key: KEY, second: SECOND_KEY}
answers:
  limited: {status: 429}
  refused: {status: 401, json: {$.detail: {type: string}}}
probes:
  keyed: {path: /, headers: {X-Key: "${key}"}}
  second: {path: /, headers: {X-Key: "${second}"}}
  account: {path: /account, headers: {X-Key: "${key}"}}
  anonymous: {path: /}
hypotheses:
  ignored:
    claim: The key is not read
    within: 10m
    predicts: {keyed: {same_as: {probe: anonymous, in: [status]}}, account: refused}
  limited:
    claim: The account is limited
    within: 10m
    predicts: {keyed: limited, account: [limited, {status: 200}]}
  elsewhere:
    claim: This network is limited
    needs: {vantage: other}
    predicts: {keyed: {status: 200}}
  later:
    claim: The limit lasts a day
    needs: {after: 24h}
    predicts: {keyed: {status: 200}}
  this-key:
    claim: Only this key is limited
    needs: {secret: second, checked: active}
    predicts: {second: {status: 200}}
checklist:
  active: {ask: "Is the key active?", answers: {yes: {refutes: [ignored]}, no: {supports: [limited]}}}
`

func at(o *exchange.Observation, hour, minute int) *exchange.Observation {
	o.Sent = time.Date(2026, 11, 1, hour, minute, 0, 0, time.UTC)
	return o
}

func status(n int) *exchange.Observation { return &exchange.Observation{Status: n} }

func refusal() *exchange.Observation {
	return &exchange.Observation{Status: 401, Body: []byte(`{"detail":"no"}`)}
}

type observed map[string]*exchange.Observation

func run(p *plan.Plan, o observed) diagnose.Run {
	r := diagnose.Run{Observations: make([]*exchange.Observation, len(p.Probes))}
	for id, one := range o {
		r.Observations[p.Probe(id).Order] = one
	}
	return r
}

// told formats a diagnosis in lines.
func told(d *diagnose.Diagnosis) string {
	var b strings.Builder
	for _, h := range d.Hypotheses {
		fmt.Fprintf(&b, "%s %s\n", h.Of.ID, h.Status)
		for _, w := range h.Because {
			var of string
			if w.Item != nil {
				of = w.Item.ID
			} else {
				of = w.Probe.ID
			}
			fmt.Fprintf(&b, "  %s: predicted %s, came %s: %t\n", of, w.Predicted, w.Came, w.Agrees)
		}
		for _, u := range h.Untold {
			fmt.Fprintf(&b, "  %s: untold: %s\n", u.Probe.ID, u.Why)
		}
		for _, w := range h.Warnings {
			fmt.Fprintf(&b, "  warning: %s\n", w)
		}
		if h.Needs != "" {
			fmt.Fprintf(&b, "  needs %s\n", h.Needs)
		}
	}
	return b.String()
}

// only returns the lines about one hypothesis.
func only(text, id string) string {
	var out []string
	inside := false
	for _, l := range strings.Split(text, "\n") {
		if !strings.HasPrefix(l, " ") {
			inside = strings.HasPrefix(l, id+" ")
		}
		if inside {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// The state of a hypothesis, and the reason.
func TestStatus(t *testing.T) {
	reported := status(429)
	reported.Reported = &exchange.Reported{Status: true}
	unreported := &exchange.Observation{Body: []byte("x"), Reported: &exchange.Reported{Body: true}}
	either := status(429)
	either.Reported = &exchange.Reported{Status: true, StatusAny: []int{401, 429}}
	for _, c := range []struct {
		name     string
		observed observed
		answers  map[string]diagnose.Answer
		id, want string
	}{
		{"nothing known", nil, nil, "limited", "limited untested"},
		{
			"contradicted", observed{"keyed": at(status(200), 9, 0)}, nil, "limited",
			"limited refuted\n  keyed: predicted limited, came 200: false",
		},
		{
			"met in part", observed{"keyed": at(status(429), 9, 0)}, nil, "limited",
			"limited consistent\n  keyed: predicted limited, came 429 limited: true",
		},
		{
			"met whole, and a rival refuted by it", observed{"keyed": at(status(429), 9, 0), "account": at(status(429), 9, 1), "anonymous": at(status(429), 9, 2)}, nil, "limited",
			"limited supported\n  keyed: predicted limited, came 429 limited: true\n  account: predicted limited or status 200, came 429 limited: true",
		},
		{
			"met in part, and a rival refuted", observed{"keyed": at(status(429), 9, 0), "anonymous": at(status(401), 9, 2)}, nil, "limited",
			"limited consistent\n  keyed: predicted limited, came 429 limited: true",
		},
		{
			"compared", observed{"keyed": at(status(429), 9, 0), "anonymous": at(status(401), 9, 2)}, nil, "ignored",
			"ignored refuted\n  keyed: predicted same status as anonymous, came 429 limited (anonymous: status: 401, as anonymous): false",
		},
		{"compared with nothing", observed{"keyed": at(status(429), 9, 0)}, nil, "ignored", "ignored untested\n  keyed: untold: same_as: anonymous was not observed"},
		{
			"no answer", observed{"keyed": at(&exchange.Observation{Failure: &exchange.Failure{Kind: exchange.Refused}}, 9, 0)}, nil, "limited",
			"limited untested\n  keyed: untold: no answer (refused)",
		},
		{"never recorded", observed{"keyed": {Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}}}, nil, "limited", "limited untested"},
		{
			"reported in part, of no known time", observed{"keyed": reported}, nil, "limited",
			"limited consistent\n  keyed: predicted limited, came 429 limited: true\n  warning: nobody wrote down when keyed was answered: this stands only if it was within 10m of the answers to be explained",
		},
		{"not reported", observed{"keyed": unreported}, nil, "limited", "limited untested\n  keyed: untold: the source did not report the status"},
		{
			"reported as either", observed{"keyed": either}, nil, "limited",
			"limited untested\n  keyed: untold: the source reported the status as 401 or 429, not which",
		},
		{
			"far apart", observed{"keyed": at(status(429), 9, 0), "account": at(status(429), 12, 30)}, nil, "limited",
			"limited supported\n  keyed: predicted limited, came 429 limited: true\n  account: predicted limited or status 200, came 429 limited: true\n" +
				"  warning: its observations lie 3h30m apart (keyed 2026-11-01 09:00Z, account 2026-11-01 12:30Z), more than the 10m within which they tell of one situation",
		},
		{
			"an answer refutes", observed{"account": at(refusal(), 9, 0)}, map[string]diagnose.Answer{"active": {Text: "Yes "}}, "ignored",
			"ignored refuted\n  active: predicted another answer than yes, came Yes : false\n  account: predicted refused, came 401 refused: true",
		},
		{"an answer supports", nil, map[string]diagnose.Answer{"active": {Text: "no"}}, "limited", "limited consistent\n  active: predicted no, came no: true"},
		{"an answer that means nothing", nil, map[string]diagnose.Answer{"active": {Text: "since May"}}, "limited", "limited untested"},
		{"another network is needed", observed{"keyed": at(status(429), 9, 0)}, nil, "elsewhere", "elsewhere untested\n  needs a run from another network (--vantage NAME)"},
		{"a wait is needed", observed{"keyed": at(status(429), 9, 0)}, nil, "later", "later untested\n  needs a run 24h later"},
		{
			"a second key and an answer are needed", observed{"keyed": at(status(429), 9, 0)}, nil, "this-key",
			"this-key untested\n  needs the secret second, and an answer to active of the checklist",
		},
		{
			"one need is met", observed{"second": at(status(200), 9, 0)}, nil, "this-key",
			"this-key consistent\n  second: predicted status 200, came 200: true\n  needs an answer to active of the checklist",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := planned(t, explained)
			d := diagnose.Of(diagnose.Input{Plan: p, Runs: []diagnose.Run{run(p, c.observed)}, Answers: c.answers})
			if diff := cmp.Diff(c.want, strings.TrimRight(only(told(d), c.id), "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Runs from another network and from a later time are evidence for the hypotheses that need them,
// and for no others.
func TestSeveralRuns(t *testing.T) {
	p := planned(t, explained)
	first, second, third := run(p, observed{"keyed": status(429)}), run(p, observed{"keyed": status(200)}), run(p, observed{"keyed": status(401)})
	first.Vantage, first.At = "office", time.Unix(0, 0)
	second.Vantage, second.At = "phone", time.Unix(60, 0)
	third.Vantage, third.At = "office", time.Unix(25*3600, 0)
	d := diagnose.Of(diagnose.Input{Plan: p, Runs: []diagnose.Run{first, second, third}})
	want := map[string]diagnose.Status{
		"elsewhere": diagnose.Consistent, // the phone's 200
		"later":     diagnose.Refuted,    // 25 h later, still not 200
		"limited":   diagnose.Refuted,    // the office's latest answer
		"ignored":   diagnose.Untested,
	}
	for _, h := range d.Hypotheses {
		if s, ok := want[h.Of.ID]; ok && h.Status != s {
			t.Errorf("%s is %s, want %s: %+v", h.Of.ID, h.Status, s, h.Because)
		}
	}
}

// What a source did report of a response is not a possible outcome of sending the request again.
func TestNextKnowsWhatWasReported(t *testing.T) {
	p := planned(t, `
suite: Reported
target: http://127.0.0.1:1
probes: {asked: {path: /}}
hypotheses:
  edge: {predicts: {asked: {status: 429, body: {contains: nginx}}}}
  busy: {predicts: {asked: [{status: 429, body: {contains: busy}}, {status: 503}]}}
`)
	o := status(429)
	o.Reported = &exchange.Reported{Status: true}
	d := diagnose.Of(diagnose.Input{Plan: p, Runs: []diagnose.Run{run(p, observed{"asked": o})}})
	want := "asked 1 requests, cost 1\n  status 429, body containing \"nginx\": refutes [busy], leaves [edge]\n" +
		"  status 429, body containing \"busy\": refutes [edge], leaves [busy]\nalike []"
	if diff := cmp.Diff(want, proposed(d)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// proposed formats the proposed experiments in lines.
func proposed(d *diagnose.Diagnosis) string {
	var b strings.Builder
	for _, x := range d.Next {
		for _, p := range x.Probes {
			fmt.Fprintf(&b, "%s ", p.ID)
		}
		if x.Item != nil {
			fmt.Fprintf(&b, "item %s ", x.Item.ID)
		}
		fmt.Fprintf(&b, "%d requests, cost %g", x.Requests, x.Cost)
		if x.Risk != "" {
			fmt.Fprintf(&b, ", %s", x.Risk)
		}
		if v := x.Vary.String(); v != "" {
			fmt.Fprintf(&b, ", needs %s", v)
		}
		if x.If != "" {
			fmt.Fprintf(&b, ", if %s", x.If)
		}
		b.WriteString("\n")
		for _, o := range x.Outcomes {
			fmt.Fprintf(&b, "  %s: refutes %v, leaves %v\n", o.Answer, o.Refutes, o.Leaves)
		}
	}
	fmt.Fprintf(&b, "alike %v\n", d.Alike)
	return strings.TrimRight(b.String(), "\n")
}

// A probe that a run can send is proposed too if a question comes first and would decide.
func TestAsk(t *testing.T) {
	p := planned(t, `
suite: Ask
target: http://127.0.0.1:1
probes: {twice: {path: /, repeat: 2}}
hypotheses:
  a: {predicts: {twice: {status: 200}}}
  b: {predicts: {twice: {status: 401}}}
  c: {needs: {vantage: other}, predicts: {twice: {status: 200}}}
checklist: {look: {ask: "Is it?", answers: {yes: {refutes: [a, c]}, no: {refutes: [b, c]}}}}
`)
	d := diagnose.Of(diagnose.Input{Plan: p})
	if d.Next[0].Item == nil || d.Ask == nil || d.Ask.Probes[0].ID != "twice" {
		t.Errorf("first %+v, the run asks %+v", d.Next[0], d.Ask)
	}
	d = diagnose.Of(diagnose.Input{Plan: p, Runs: []diagnose.Run{run(p, observed{"twice": status(200)})}})
	if len(d.Next) == 0 || d.Ask != nil {
		t.Errorf("%d to try, and the run asks %+v", len(d.Next), d.Ask)
	}
}

// The order of proposals: safe ones that decide most are first; requests without credentials and
// those that may lengthen a ban are last, then questions for people; comparisons are proposed
// together.
func TestNext(t *testing.T) {
	const top = "suite: Next\ntarget: http://127.0.0.1:1\nsecrets: {key: KEY, other: OTHER}\nprobes:\n" +
		"  safe: {path: /a, headers: {K: \"${key}\"}}\n  safe-too: {path: /b, headers: {K: \"${key}\"}}\n" +
		"  banned: {path: /c, headers: {K: \"${key}\"}, risk: bans}\n  open: {path: /d}\n  dear: {path: /e, headers: {K: \"${key}\"}, cost: 5}\n" +
		"  others: {path: /f, headers: {K: \"${other}\"}}\n  login: {path: /g, headers: {K: \"${key}\"}, capture: {t: {json: $.t}}}\n" +
		"  inside: {path: /h, headers: {T: \"${login.t}\"}}\n  many: {path: /i, headers: {K: \"${key}\"}, repeat: 3}\n"
	for _, c := range []struct{ name, hypotheses, want string }{
		{
			"the cheaper of two that tell the same",
			"a: {predicts: {dear: {status: 200}, safe: {status: 200}}}, b: {predicts: {dear: {status: 401}, safe: {status: 401}}}",
			"safe 1 requests, cost 1\n  status 200: refutes [b], leaves [a]\n  status 401: refutes [a], leaves [b]\nalike []",
		},
		{
			"the safe one, however dear",
			"a: {predicts: {banned: {status: 200}, open: {status: 200}, dear: {status: 200}}}, b: {predicts: {banned: {status: 401}, open: {status: 401}, dear: {status: 401}}}",
			"dear 1 requests, cost 5\n  status 200: refutes [b], leaves [a]\n  status 401: refutes [a], leaves [b]\nalike []",
		},
		{
			"a risk at once, where what is safe may tell nothing",
			"a: {predicts: {safe: {status: 200}, safe-too: {status: 200}, banned: {status: 200}}}, b: {predicts: {banned: {status: 401}}}",
			"banned 1 requests, cost 1, bans\n  status 200: refutes [b], leaves [a]\n  status 401: refutes [a], leaves [b]\nalike []",
		},
		{
			"without credentials before a ban",
			"a: {predicts: {banned: {status: 200}, open: {status: 200}}}, b: {predicts: {banned: {status: 401}, open: {status: 401}}}",
			"open 1 requests, cost 1, unauthenticated\n  status 200: refutes [b], leaves [a]\n  status 401: refutes [a], leaves [b]\nalike []",
		},
		{
			"nothing tells them apart",
			"a: {predicts: {safe: {status: 200}}}, b: {predicts: {safe: {status: 200}}}, c: {predicts: {safe: {status: 401}}}",
			"safe 1 requests, cost 1\n  status 200: refutes [c], leaves [a b]\n  status 401: refutes [a b], leaves [c]\nalike [[a b]]",
		},
		{
			"what it depends on is asked for too, and samples count",
			"a: {predicts: {inside: {status: 200}, many: {status: 200}}}, b: {predicts: {inside: {status: 401}, many: {status: 401}}}",
			"inside 2 requests, cost 2\n  status 200: refutes [b], leaves [a]\n  status 401: refutes [a], leaves [b]\nalike []",
		},
		{
			"a comparison asks for both",
			"a: {predicts: {safe: {same_as: {probe: safe-too, in: [status]}}, safe-too: {status: [200, 401]}}}, b: {predicts: {safe: {differs_from: {probe: safe-too, in: [status]}}, safe-too: {status: [200, 401]}}}",
			"safe-too safe 2 requests, cost 2\n" +
				"  safe-too: status 200 or 401, safe: same status as safe-too: refutes [b], leaves [a]\n" +
				"  safe-too: status 200 or 401, safe: another status than safe-too: refutes [a], leaves [b]\nalike []",
		},
		{
			"only one says something",
			"a: {predicts: {safe: {status: 200}}}, b: {predicts: {safe-too: {status: 200}}}",
			"safe 1 requests, cost 1\n  status 200: refutes [], leaves [a b]\n  anything else: refutes [a], leaves [b]\n" +
				"safe-too 1 requests, cost 1, if status 200\n  status 200: refutes [], leaves [a b]\n  anything else: refutes [b], leaves [a]\nalike []",
		},
		{
			"another network, a second key, a question",
			"a: {needs: {vantage: other}, predicts: {safe: {status: 200}}}, b: {needs: {secret: other}, predicts: {others: {status: 200}}}, c: {predicts: {many: {status: 200}}}",
			"item look 0 requests, cost 0\n  yes: refutes [c], leaves [a b]\n  no: refutes [], leaves [a b c]\n" +
				"many 3 requests, cost 3, if no\n  status 200: refutes [], leaves [a b c]\n  anything else: refutes [c], leaves [a b]\n" +
				"others 1 requests, cost 1, needs the secret other, if status 200\n  status 200: refutes [], leaves [a b c]\n  anything else: refutes [b], leaves [a c]\n" +
				"safe 1 requests, cost 1, needs a run from another network (--vantage NAME), if status 200\n  status 200: refutes [], leaves [a b c]\n  anything else: refutes [a], leaves [b c]\nalike []",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := top + "hypotheses: {" + c.hypotheses + "}\n"
			if strings.Contains(c.name, "question") {
				text += "checklist: {look: {ask: \"Is it?\", answers: {yes: {refutes: [c]}, no: {}}}}\n"
			}
			d := diagnose.Of(diagnose.Input{Plan: planned(t, text)})
			if diff := cmp.Diff(c.want, proposed(d)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
