package judge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
)

// Why a probe with a condition is not sent.
func TestWhatAConditionWithholds(t *testing.T) {
	p := planned(t, `
suite: Conditions
target: https://api.example
probes:
  gate: {path: /gate}
  login: {path: /login, capture: {token: {json: $.token}}}
  always: {path: /always}
  made: {path: /made, when: {probe: gate, expect: {status: 201}}}
  both: {path: /both, when: {probe: gate, expect: {status: 201, body: made}}}
  all: {path: /all, when: {probe: gate, expect: {status: 201, body: made, headers: {X-A: present}}}}
  slow: {path: /slow, when: {probe: gate, expect: {error: timeout}}}
  token: {path: /token, when: {probe: gate, expect: {body: {contains: "${login.token}"}}}}
`)
	part := answer(201, "")
	part.Reported = &exchange.Reported{Status: true}
	for _, c := range []struct {
		probe string
		of    observed
		want  exchange.Missing
	}{
		{"always", observed{}, exchange.Missing{}},
		{"made", observed{}, exchange.Missing{Kind: exchange.NotObserved, Probe: "gate", Detail: "not sent: it is sent only after an answer to gate, which was not observed (when)"}},
		{"made", observed{"gate": missing("never recorded")}, exchange.Missing{Kind: "never_recorded", Probe: "gate",
			Detail: "not sent: it is sent only after an answer to gate (when): never recorded"}},
		{"made", observed{"gate": answer(201, "")}, exchange.Missing{}},
		{"made", observed{"gate": answer(404, "")}, exchange.Missing{Kind: exchange.WhenUnmet, Probe: "gate",
			Detail: "not sent: it is sent only if gate meets status 201 (when), and it did not: status: expected 201, got 404"}},
		{"made", observed{"gate": refused()}, exchange.Missing{Kind: exchange.NeedsAnswer, Probe: "gate",
			Detail: "not sent: it is sent only if gate meets status 201 (when), and that got no answer (refused): connection refused"}},
		{"both", observed{"gate": answer(404, "none")}, exchange.Missing{Kind: exchange.WhenUnmet, Probe: "gate",
			Detail: `not sent: it is sent only if gate meets status 201, body "made" (when), and it did not: status: expected 201, got 404, and 1 more`}},
		{"both", observed{"gate": part}, exchange.Missing{Kind: exchange.WhenUntold, Probe: "gate",
			Detail: `not sent: it is sent only if gate meets status 201, body "made" (when), which cannot be told: the source did not report the body`}},
		{"all", observed{"gate": answer(404, "none")}, exchange.Missing{Kind: exchange.WhenUnmet, Probe: "gate",
			Detail: `not sent: it is sent only if gate meets status 201, body "made", header X-A present (when), and it did not: status: expected 201, got 404, and 2 more`}},
		{"slow", observed{"gate": refused()}, exchange.Missing{Kind: exchange.WhenUnmet, Probe: "gate",
			Detail: "not sent: it is sent only if gate meets error timeout (when), and it did not: error: expected timeout, got refused"}},
		{"slow", observed{"gate": answer(200, "")}, exchange.Missing{Kind: exchange.WhenUnmet, Probe: "gate",
			Detail: "not sent: it is sent only if gate meets error timeout (when), and it did not: error: expected timeout, got an answer: status 200"}},
		{"token", observed{"gate": answer(200, "it is t1"), "login": capturing(answer(200, ""), "t1")}, exchange.Missing{}},
		{"token", observed{"gate": answer(200, ""), "login": refused()}, exchange.Missing{Kind: exchange.NeedsAnswer, Probe: "login",
			Detail: "not sent: when: ${login.token}: login got no answer (refused): connection refused"}},
	} {
		if diff := cmp.Diff(c.want, evidence(p, c.of).Withheld(p.Probe(c.probe))); diff != "" {
			t.Errorf("%s after %v (-want +got):\n%s", c.probe, c.of["gate"], diff)
		}
	}
}
