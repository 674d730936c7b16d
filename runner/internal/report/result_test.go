package report_test

import (
	"strings"

	"assay/runner/internal/report"
)

// sample is a run with every verdict, and a response that attacks its readers.
func sample() *report.Result {
	const file = "suites/shop/shop.suite.yaml"
	return &report.Result{
		Version: report.Version, Tool: "assay 0.1.0", Mode: "live", Started: "2026-11-24T03:00:00Z",
		DurationMS: 1234.5, Requests: 5, NotSelected: 2,
		Suites: []report.Suite{{
			Suite: "Shop API", File: file, Target: "https://shop.example", Fixtures: "fixtures/shop.fixture",
			Findings: []report.Finding{
				{
					ID: "list", Claim: "The list of orders is open to every key, whatever it may be allowed to do apart from that, and it is never empty",
					Probe: "list", At: report.Place{File: file, Line: 31, Col: 3}, Verdict: "holds",
				},
				{ID: "method", Claim: "Other methods are refused", Probe: "method[put]", At: report.Place{File: file, Line: 35, Col: 3}, Verdict: "holds"},
				{ID: "method", Claim: "Other methods are refused", Probe: "method[delete]", At: report.Place{File: file, Line: 35, Col: 3}, Verdict: "holds"},
				{
					ID: "order", Claim: `An order that does not exist is answered 404 "no such order"`, Probe: "order",
					Control: "no-key", At: report.Place{File: file, Line: 41, Col: 3}, Labels: []string{"errors"}, Source: "the vendor's page on errors",
					Verdict: "broken", Kind: "unmet",
					Failures: []report.Failure{
						{
							At: report.Place{File: file, Line: 44, Col: 15}, Kind: "status", Subject: "status", Expected: "404", Actual: "500", Fixture: "404",
							Next: "if the API changed on purpose, record the fixture anew",
						},
						{
							At: report.Place{File: file, Line: 45, Col: 24}, Subject: "json $.detail", Expected: `"no such order"`,
							Actual: "absent", Detail: "deepest path that exists: $\nits keys: error\x1b]0;owned\x07",
						},
					},
				},
				{
					ID: "limit", Claim: "The limit is told in a header", Probe: "limit", At: report.Place{File: file, Line: 50, Col: 3}, Verdict: "inconclusive",
					Reason: "nothing was asked: connection refused", Decide: "an answer: does anything listen at https://shop.example?",
				},
				{
					ID: "reset", Claim: "The limit resets after a minute", Probe: "limit", At: report.Place{File: file, Line: 54, Col: 3}, Verdict: "inconclusive",
					Reason: "nothing was asked: connection refused", Decide: "an answer: does anything listen at https://shop.example?",
				},
				{
					ID: "paid", Claim: "A paid key has no limit", Probe: "paid", At: report.Place{File: file, Line: 58, Col: 3}, Verdict: "inconclusive", Kind: "no_secret",
					Reason: "secret paid_key is not set (SHOP_PAID_KEY)",
				},
				{ID: "refund", Claim: "A refund is answered 202", Probe: "refund", At: report.Place{File: file, Line: 61, Col: 3}, Verdict: "pending", Reason: "waits for the vendor's sandbox"},
			},
			Observations: []report.Observation{
				{Probe: "list", Status: 200, DurationMS: 12.5, Provenance: "live"},
				{
					Probe: "order", Status: 500, Reason: "Internal Server Error", Proto: "HTTP/1.1", DurationMS: 31, Provenance: "live",
					Request: &report.Message{Method: "GET", URL: "https://shop.example/orders/0", Headers: []report.Field{{Name: "Authorization", Value: "Bearer ${key}"}}},
					Curl:    "curl -sS -i https://shop.example/orders/0 \\\n  -H \"Authorization: Bearer $SHOP_KEY\"",
					Headers: []report.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "X-Evil", Value: "a\x1b[2Jb"}},
					Body:    `{"error": "` + strings.Repeat("at shop.order.find ", 60) + `", "trace": "\u001b[31mred` + "\x1b[31m" + `"}`, Size: 1180,
					Sent: "2026-11-24T03:00:00.120Z", Answer: "crash",
				},
				{Probe: "no-key", Status: 401, Reason: "Unauthorized", DurationMS: 9, Provenance: "captured", Recorded: "2026-11-01T00:00:00.000Z", From: "https://shop.example"},
				{Probe: "limit", Error: "refused", ErrorText: "dial tcp 127.0.0.1:1: connect: connection refused", DurationMS: 1},
				{Probe: "paid", Missing: "secret paid_key is not set (SHOP_PAID_KEY)"},
			},
			Checklist: []report.Item{
				{ID: "key-active", Ask: "Is the key shown as active?", Where: "the dashboard, keys", At: report.Place{File: file, Line: 70, Col: 3}},
				{ID: "billing", Ask: "Is billing set up?", At: report.Place{File: file, Line: 73, Col: 3}},
			},
			Notes: []string{"left out of comparisons: Date, X-Request-Id"},
		}},
	}
}

// long is a result of n findings, all with the same verdict.
func long(n int, verdict string) *report.Result {
	r := sample()
	s := &r.Suites[0]
	s.Findings, s.Observations, s.Checklist, s.Notes = nil, nil, nil, nil
	for i := range n {
		id := "order[" + strings.Repeat("x", i%7) + "]"
		f := report.Finding{ID: "order", Claim: "Every order has a number", Probe: id, At: report.Place{File: s.File, Line: 41, Col: 3}, Verdict: verdict}
		if verdict == report.Broken {
			f.Failures = []report.Failure{{At: report.Place{File: s.File, Line: 44, Col: 15}, Subject: "status", Expected: "404", Actual: "500"}}
		}
		if verdict == report.Inconclusive {
			f.Reason = "connection refused"
		}
		s.Findings = append(s.Findings, f)
		s.Observations = append(s.Observations, report.Observation{Probe: id, Status: 404, DurationMS: 1})
	}
	return r
}
