package page_test

import (
	"encoding/base64"
	"fmt"
	"strings"

	"assay/runner/internal/report"
)

const shopFile = "suites/shop/shop.suite.yaml"

// sample is a live run with something for every part of a page.
func sample() *report.Result {
	return &report.Result{
		Version: report.Version, Tool: "assay 0.1.0", Mode: "live", Started: "2026-11-24T03:00:00Z", DurationMS: 4321,
		Requests: 8, Vantage: "home", NotSelected: 2,
		Job: &report.Job{
			Server: "GitHub Actions", URL: "https://ci.example/shop/actions/runs/7", Commit: "3f786850e387550fdab836ed7e6dc881de23001b",
			CommitURL: "https://ci.example/shop/commit/3f786850e387550fdab836ed7e6dc881de23001b",
		},
		Suites: []report.Suite{shop(), chat()},
	}
}

func shop() report.Suite {
	return report.Suite{
		Suite: "Shop API", File: shopFile, Target: "https://shop.example", Fixtures: "fixtures/shop.fixture",
		About:        "Orders, refunds and the rate limit, as the integrator found them in October.",
		Findings:     shopFindings(),
		Observations: shopObservations(),
		Hypotheses: []report.Hypothesis{
			{ID: "key-ignored", Claim: "The key is not read at all; anybody gets this answer", Status: "consistent", At: report.Place{File: shopFile, Line: 90, Col: 3}, Then: "Send the key as a bearer token.", Because: []report.Because{
				{Probe: "no-key", Predicted: "status 429", Came: "429 Too Many Requests", Agrees: true, Vantage: "home", When: "2026-11-24T03:00:00Z", Provenance: "live", At: report.Place{File: shopFile, Line: 92, Col: 7}},
			}, Untold: []report.Untold{{Probe: "other-key", Why: "the source did not report the body"}}},
			{ID: "ip-limited", Claim: "The address is limited, whatever the key", Status: "refuted", Warning: "observations lie 14 minutes apart", Because: []report.Because{
				{Probe: "order", Predicted: "status 429", Came: "500 Internal Server Error"}, {Item: "ip-list", Predicted: "yes", Came: "no"},
			}},
			{ID: "account-limited", Claim: "The account is limited", Status: "untested"},
		},
		Next: []report.Next{{
			Probe: "unknown-model", With: []string{"no-key"}, Request: "POST https://shop.example/v1/chat", Vary: "a run from another network", Requests: 1, Risk: "none: asked before any quota", Splits: []string{"key-ignored", "account-limited"},
			Outcomes: []report.NextOutcome{
				{Answer: "404 model-not-found", Refutes: []string{"account-limited"}, Leaves: []string{"key-ignored"}},
				{Answer: "429 edge-limit", Refutes: nil, Leaves: []string{"key-ignored", "account-limited"}},
			},
		}},
		Alike:   [][]string{{"key-ignored", "account-limited"}},
		Answers: []report.NamedAnswer{{ID: "edge-limit", Example: "429, Content-Type: text/html"}},
		Stopped: "the budget of the run is spent",
		DriftOf: 5,
		Standings: []report.Standing{{
			Finding: "order", Claim: "An order that does not exist is answered 404", Probe: "order", At: report.Place{File: shopFile, Line: 41, Col: 3}, So: "contract broken",
			Rows: []report.StandingRow{{Path: "status", Says: "404", Fixture: "as the finding says", Now: "500 Internal Server Error"}},
		}},
		Drift: []report.Drift{
			{Probe: "order", Class: "breaking", Path: "status", Was: "404", Is: "500"},
			{Probe: "order", Class: "additive", Path: "$.trace", Was: "absent", Is: `"shop.order.find"`},
			{Probe: "list", Class: "volatile", Path: "header Date", Was: "Sun, 01 Nov 2026", Is: "Tue, 24 Nov 2026", Note: "left out of comparisons"},
		},
		Checklist: []report.Item{
			{ID: "key-active", Ask: "Is the key shown as active?", Where: "the dashboard, keys", At: report.Place{File: shopFile, Line: 70, Col: 3}},
			{ID: "ip-list", Ask: "Is the server's address on the list?", Where: "the dashboard, security", Answer: "no", Answered: "2026-11-20T09:00:00Z"},
		},
		OpenAPI: &report.APICoverage{File: "suites/shop/openapi.yaml", Operations: []report.APIOperation{
			{ID: "listOrders", Method: "GET", Path: "/orders", Statuses: []report.APIStatus{{Status: "200", Answers: 1}, {Status: "401"}}},
			{ID: "getOrder", Method: "GET", Path: "/orders/{id}", Statuses: []report.APIStatus{{Status: "200"}, {Status: "404"}}, Undocumented: []int{500}},
		}},
		Mutation: &report.Mutation{
			Mutants: 812, Killed: 800, Equivalent: 4, Score: 800.0 / 812,
			Survivors: []report.Survivor{
				{Probe: "list", Operator: "list shortened", At: "$.orders", Was: "3 items", Is: "2 items", Count: 9, Suggest: "json:\n  $.orders: {count: {at_least: 3}}"},
				{Probe: "order", Operator: "header dropped", At: "header Cache-Control", Suggest: "headers: {Cache-Control: no-store}"},
			},
			Findings: []report.Kills{{ID: "order", Claim: "An order that does not exist is answered 404", Kills: 540, Of: 560}, {ID: "open", Claim: "The list is open", Kills: 0, Note: "no mutant of its answers can break it"}},
		},
		History: past(),
		Notes:   []string{"left out of comparisons: Date, X-Request-Id"},
	}
}

func shopFindings() []report.Finding {
	return []report.Finding{
		{
			ID: "list", Claim: "The list of orders is open to every key and never empty", Probe: "list", At: report.Place{File: shopFile, Line: 31, Col: 3}, Labels: []string{"orders"}, Verdict: report.Holds,
			Expectations: []report.Expectation{{Text: "status 200", Outcome: report.Met}, {Text: "json $.orders count at least 1", Outcome: report.Met}},
		},
		{ID: "method", Claim: "Other methods are refused", Probe: "method[put]", At: report.Place{File: shopFile, Line: 35, Col: 3}, Labels: []string{"orders", "errors"}, Verdict: report.Holds},
		{ID: "method", Claim: "Other methods are refused", Probe: "method[delete]", At: report.Place{File: shopFile, Line: 35, Col: 3}, Labels: []string{"orders", "errors"}, Verdict: report.Holds},
		{
			ID: "order", Claim: `An order that does not exist is answered 404 "no such order"`, Probe: "order", Control: "no-key",
			At: report.Place{File: shopFile, Line: 41, Col: 3}, Labels: []string{"errors"}, Source: "the vendor's page on errors", Breaks: []string{"shop-sdk 2.1: your client sees half of the order and no error"}, Verdict: report.Broken,
			Expectations: []report.Expectation{
				{Text: "status 404", Outcome: report.Unmet, Failed: 1}, {Text: "header Content-Type starts with application/json", Outcome: report.Met},
				{Text: `json $.error.code "no such order" (string)`, Outcome: report.Unmet, Failed: 1},
			},
			Failures: []report.Failure{
				{At: report.Place{File: shopFile, Line: 44, Col: 15}, Subject: "status", Expected: "404", Actual: "500 Internal Server Error", Fixture: "404", Next: "if the API changed on purpose, record the fixture anew"},
				{At: report.Place{File: shopFile, Line: 45, Col: 24}, Subject: "json $.error.code", Expected: `"no such order" (string)`, Actual: `"crash" (string)`, Fixture: `"no such order"`, Detail: "the answer has the members code, trace"},
			},
		},
		{
			ID: "limit", Claim: "The limit is told in a header", Probe: "limit", At: report.Place{File: shopFile, Line: 50, Col: 3}, Labels: []string{"limits"}, Verdict: report.Inconclusive,
			Reason: "no answer (refused): connect: connection refused", Decide: "an answer: does anything listen at https://shop.example?",
			Expectations: []report.Expectation{{Text: "header Retry-After present", Outcome: report.Unknown, Why: "no answer (refused)"}},
		},
		{
			ID: "paid", Claim: "A paid key has no limit", Probe: "paid", At: report.Place{File: shopFile, Line: 58, Col: 3}, Labels: []string{"limits", "paid"}, Verdict: report.Inconclusive,
			Reason: "secret paid_key is not set (SHOP_PAID_KEY)", Decide: "the secret's value in the environment, or in a file given with --env-file",
		},
		{ID: "picture", Claim: "A receipt is a PNG picture", Probe: "picture", At: report.Place{File: shopFile, Line: 60, Col: 3}, Verdict: report.Holds, Expectations: []report.Expectation{{Text: "header Content-Type image/png", Outcome: report.Met}}},
		{ID: "refund", Claim: "A refund is answered 202", Probe: "refund", At: report.Place{File: shopFile, Line: 61, Col: 3}, Verdict: report.Pending, Reason: "waits for the vendor's sandbox"},
	}
}

func jsonHeaders() []report.Field {
	return []report.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Date", Value: "Tue, 24 Nov 2026 03:00:00 GMT"}, {Name: "X-Request-Id", Value: "7f3b0c52"}}
}

func shopObservations() []report.Observation {
	get := func(path string) *report.Message {
		return &report.Message{Method: "GET", URL: "https://shop.example" + path, Headers: []report.Field{{Name: "Authorization", Value: "Bearer ${key}"}}}
	}
	live := func(o report.Observation) report.Observation {
		o.Proto, o.Provenance, o.Sent, o.Attempts, o.At = "HTTP/2.0", "live", "2026-11-24T03:00:00.120Z", 1, report.Place{File: shopFile, Line: 12, Col: 3}
		o.TLS = "1.3, issued by Example CA, until 2027-02-01"
		if o.Request != nil {
			o.Curl = "curl -sS -i " + o.Request.URL + " \\\n  -H \"Authorization: Bearer $SHOP_KEY\""
		}
		return o
	}
	return []report.Observation{
		live(report.Observation{
			Probe: "list", Request: get("/orders"), Status: 200, Reason: "OK", DurationMS: 12.5, FirstByte: 11, Headers: jsonHeaders(), Size: 214,
			Body: `{"orders": [{"order": 1, "state": "sent", "total": 19.90}, {"order": 2, "state": "open", "total": 12345678901234567890.10}, {"order": 3, "state": null, "gift": true}], "next": "https://shop.example/orders?page=2"}`,
		}),
		live(report.Observation{Probe: "method[put]", Request: get("/orders"), Status: 405, Reason: "Method Not Allowed", DurationMS: 8}),
		live(report.Observation{Probe: "method[delete]", Request: get("/orders"), Status: 405, Reason: "Method Not Allowed", DurationMS: 9}),
		live(report.Observation{
			Probe: "order", Request: get("/orders/0"), Status: 500, Reason: "Internal Server Error", DurationMS: 31, FirstByte: 30.2, Headers: jsonHeaders(), Size: 120, Answer: "crash",
			Told: &report.Told{Header: "Retry-After", Reading: "30 s", WaitMS: 30000, At: "2026-11-24T03:00:30.151Z"}, GaveUp: "gave up after 1 request: Retry-After told 30 s, `for` is 6s",
			Body: `{"error": {"code": "crash", "trace": ["shop.order.find", "shop.order.get", "shop.fixture"]}, "help": "https://shop.example/help"}`,
			Fixture: &report.FixtureAnswer{
				Status: 404, Reason: "Not Found", Headers: []report.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Date", Value: "Sun, 01 Nov 2026 00:00:00 GMT"}},
				Body: `{"error": {"code": "no such order"}, "help": "https://shop.example/help"}`, Provenance: "captured", Recorded: "2026-11-01T00:00:00.000Z", From: "https://shop.example",
			},
		}),
		{Probe: "no-key", Status: 401, Reason: "Unauthorized", DurationMS: 9, Provenance: "live", Headers: jsonHeaders(), Body: `{"error": "no key"}`},
		live(report.Observation{Probe: "limit", Request: get("/limit"), Error: "refused", ErrorText: "dial tcp 127.0.0.1:1: connect: connection refused", DurationMS: 1}),
		{Probe: "paid", Missing: "secret paid_key is not set (SHOP_PAID_KEY)"},
		live(report.Observation{
			Probe: "picture", Request: get("/receipts/1.png"), Status: 200, Reason: "OK", DurationMS: 14, Headers: []report.Field{{Name: "Content-Type", Value: "image/png"}}, Size: 67, BodyCoding: "base64",
			Body: base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06")),
		}),
	}
}

// past is forty runs: the order finding broke lately, the limit was never told.
func past() *report.History {
	h := &report.History{Notes: []string{"429s lasted between 55 and 65 s"}}
	order, limit, list := report.Strip{ID: "order", Probe: "order", Since: "2026-11-20T03:00:00Z"}, report.Strip{ID: "limit", Probe: "limit"}, report.Strip{ID: "list", Probe: "list"}
	ms := report.Latency{Probe: "order"}
	for i := range 40 {
		h.Runs = append(h.Runs, report.PastRun{Started: fmt.Sprintf("2026-10-%02dT03:00:00Z", 1+i%31), Mode: "live"})
		list.Verdicts = append(list.Verdicts, report.Holds)
		limit.Verdicts = append(limit.Verdicts, []string{report.Inconclusive, "", report.Holds}[i%3])
		ms.MS = append(ms.MS, []float64{20, 24, 19, 0, 33, 120}[i%6])
		if i < 36 {
			order.Verdicts = append(order.Verdicts, report.Holds)
		} else {
			order.Verdicts = append(order.Verdicts, report.Broken)
		}
	}
	h.Findings, h.Latency = []report.Strip{list, order, limit}, []report.Latency{ms}
	return h
}

func chat() report.Suite {
	const file = "suites/chat/chat.suite.yaml"
	s := report.Suite{
		Suite: "Chat API", File: file, Target: "https://chat.example",
		Findings: []report.Finding{
			{
				ID: "stream", Claim: "A stream has only event lines and ends with [DONE]", Probe: "stream", At: report.Place{File: file, Line: 20, Col: 3}, Labels: []string{"streams"}, Verdict: report.Broken,
				Expectations: []report.Expectation{{Text: "status 200", Outcome: report.Met}, {Text: "stream: no stray lines, ends with [DONE]", Outcome: report.Unmet, Failed: 2}},
				Failures: []report.Failure{
					{At: report.Place{File: file, Line: 24, Col: 11}, Subject: "stream stray", Expected: "no stray line", Actual: `1: {"error": "overloaded"}`},
					{At: report.Place{File: file, Line: 25, Col: 11}, Subject: "stream done", Expected: "[DONE] at the end", Actual: "the stream ends without it"},
				},
			},
			{ID: "edge", Claim: "The edge answers with a page", Probe: "edge", At: report.Place{File: file, Line: 28, Col: 3}, Verdict: report.Holds},
		},
		Observations: []report.Observation{
			{
				Probe: "stream", Status: 200, Reason: "OK", Proto: "HTTP/1.1", DurationMS: 1850, FirstByte: 210, Provenance: "live", Headers: []report.Field{{Name: "Content-Type", Value: "text/event-stream"}},
				Request: &report.Message{Method: "POST", URL: "https://chat.example/v1/chat/completions", Headers: []report.Field{{Name: "Content-Type", Value: "application/json"}}, Body: `{"model":"example","stream":true,"messages":[{"role":"user","content":"ping"}]}`},
				Curl:    `curl -sS -i -N -X POST https://chat.example/v1/chat/completions`,
				Events: []report.Event{
					{AtMS: 210, Data: `{"id":"c1","choices":[{"delta":{"content":"Po"}}]}`}, {AtMS: 260, Data: `{"id":"c1","choices":[{"delta":{"content":"ng"}}]}`},
					{AtMS: 900, Type: "usage", Data: `{"usage":{"total_tokens":12}}`}, {AtMS: 1840, Data: `{"error": "overloaded"}`, Stray: true},
				},
			},
			{
				Probe: "edge", Status: 429, Reason: "Too Many Requests", DurationMS: 20, Provenance: "transcribed", From: "a letter of the vendor", Reported: "status, body",
				Body: "<html>\n<head><title>429 Too Many Requests</title></head>\n<body>\n<center><h1>429 Too Many Requests</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n",
			},
		},
	}
	return s
}

// many is n findings about as many probes, one in fifty broken and one in forty
// inconclusive, each answer a kilobyte.
func many(n int) *report.Result {
	r := sample()
	s := &r.Suites[0]
	r.Suites = r.Suites[:1]
	s.Hypotheses, s.Next, s.Drift, s.Mutation, s.History = nil, nil, nil, nil, nil
	s.Findings, s.Observations = nil, nil
	body := `{"order": 1, "state": "sent", "lines": [` + strings.Repeat(`{"article": "A-1000", "amount": 3}, `, 20) + `{"article": "B-1", "amount": 1}]}`
	for i := range n {
		id := fmt.Sprintf("order[%d]", i)
		f := report.Finding{
			ID: "order", Claim: fmt.Sprintf("Order %d is answered 200 with its number", i), Probe: id, At: report.Place{File: shopFile, Line: 41, Col: 3}, Labels: []string{[]string{"orders", "slow"}[i%2]}, Verdict: report.Holds,
			Expectations: []report.Expectation{{Text: "status 200", Outcome: report.Met}, {Text: fmt.Sprintf("json $.order %d", i), Outcome: report.Met}},
		}
		switch {
		case i%50 == 7:
			f.Verdict, f.Expectations[0] = report.Broken, report.Expectation{Text: "status 200", Outcome: report.Unmet, Failed: 1}
			f.Failures = []report.Failure{{At: report.Place{File: shopFile, Line: 44, Col: 15}, Subject: "status", Expected: "200", Actual: "500 Internal Server Error"}}
		case i%40 == 3:
			f.Verdict, f.Reason = report.Inconclusive, "no answer (timeout): nothing within 30s"
		}
		s.Findings = append(s.Findings, f)
		s.Observations = append(s.Observations, report.Observation{
			Probe: id, Status: 200, Reason: "OK", Proto: "HTTP/1.1", DurationMS: 1.2 + float64(i%97), FirstByte: 1.1, Attempts: 1, Provenance: "live", Sent: "2026-11-24T03:00:00.120Z", At: report.Place{File: shopFile, Line: 20, Col: 3},
			Request: &report.Message{Method: "GET", URL: "http://127.0.0.1:8080/orders/" + fmt.Sprint(i), Headers: []report.Field{{Name: "Authorization", Value: "Bearer ${key}"}}},
			Curl:    "curl -sS -i http://127.0.0.1:8080/orders/" + fmt.Sprint(i) + " -H \"Authorization: Bearer $SHOP_KEY\"",
			Headers: jsonHeaders(), Body: body, Size: int64(len(body)),
		})
	}
	return r
}
