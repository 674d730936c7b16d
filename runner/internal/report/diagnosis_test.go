package report_test

import (
	"strings"
	"testing"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

// diagnosed is a live result with hypotheses of every status.
func diagnosed() *report.Result {
	const file = "suites/shop/shop.suite.yaml"
	r := sample()
	r.Vantage = "office"
	s := &r.Suites[0]
	s.About = "The shop answers 500 to an order that does not exist."
	s.Observations = append(s.Observations, report.Observation{
		Probe: "open", About: "Without a key.", Status: 429, Reason: "Too Many Requests", Proto: "HTTP/2.0", Provenance: "live", DurationMS: 7,
		Request: &report.Message{Method: "POST", URL: "https://shop.example/orders?a|b", Body: `{"n": 1}`},
		Headers: []report.Field{{Name: "X-Request-Id", Value: "req-1|2"}, {Name: "CF-Ray", Value: "ray"}}, Body: "```\n" + strings.Repeat("x", 5000),
		Sent: "2026-11-24T02:59:00.000Z",
	})
	s.Hypotheses = []report.Hypothesis{
		{
			ID: "db-down", Claim: "The database is down", Status: report.Refuted, At: report.Place{File: file, Line: 80, Col: 3},
			Because: []report.Because{
				{Probe: "list", Predicted: "status 5xx", Came: "200", Provenance: "live", When: "2026-11-24T03:00:00.000Z", At: report.Place{File: file, Line: 82, Col: 7}},
				{Item: "billing", Predicted: "another answer than yes", Came: "yes", At: report.Place{File: file, Line: 73, Col: 3}},
				{Probe: "order", Predicted: "crash", Came: "500 crash", Agrees: true, Provenance: "live", At: report.Place{File: file, Line: 83, Col: 7}},
			},
			Warning: "its observations lie 3h apart",
		},
		{
			ID: "crash", Claim: "Looking up an unknown order crashes.", Status: report.Supported, Then: "Tell the vendor.", At: report.Place{File: file, Line: 85, Col: 3},
			Because: []report.Because{{Probe: "order", Predicted: "crash", Came: "500 crash", Agrees: true, Provenance: "captured", When: "2026-11-01T00:00:00.000Z", Vantage: "home", At: report.Place{File: file, Line: 87, Col: 7}}},
			Untold:  []report.Untold{{Probe: "limit", Why: "no answer (refused)"}},
		},
		{
			ID: "version", Claim: "A new version was rolled out", Status: report.Consistent, At: report.Place{File: file, Line: 90, Col: 3},
			Because: []report.Because{{Probe: "no-key", Predicted: "status 401", Came: "401", Agrees: true, Provenance: "transcribed", At: report.Place{File: file, Line: 92, Col: 7}}},
		},
		{ID: "region", Claim: "Only this region is affected", Status: report.Untested, Needs: "a run from another network (--vantage NAME)", At: report.Place{File: file, Line: 95, Col: 3}},
	}
	s.Next = []report.Next{
		{
			Probe: "old", With: []string{"login"}, Request: "GET https://shop.example/v1/orders/0", Requests: 2, Cost: 6, Risk: "bans", Splits: []string{"crash", "version"},
			Outcomes: []report.NextOutcome{
				{Answer: "crash", Refutes: []string{"version"}, Leaves: []string{"crash", "region"}},
				{Answer: "anything else", Refutes: []string{}, Leaves: []string{"crash", "version", "region"}},
			},
		},
		{Item: "key-active", Ask: "Is the key shown as active?", Where: "the dashboard, keys", If: "anything else", Splits: []string{"crash"},
			Outcomes: []report.NextOutcome{{Answer: "no", Refutes: []string{"crash"}, Leaves: []string{"version"}}}},
		{Probe: "order", Request: "GET https://shop.example/orders/0", Requests: 1, Cost: 1, Vary: "a run from another network (--vantage NAME)", If: "no"},
	}
	s.Alike = [][]string{{"crash", "version", "region"}}
	s.Answers = []report.NamedAnswer{{ID: "crash", Example: "500, body {}"}, {ID: "unmet", Example: "418"}}
	s.Stopped = "the request budget of 5 is spent: raise limits.requests or --budget"
	s.Checklist[1].Answer, s.Checklist[1].Answered = "yes", "2026-11-20T10:00:00Z"
	s.Checklist = append(s.Checklist, report.Item{ID: "ask", Ask: "Since when does this happen?", Where: "the vendor's Support"})
	return r
}

// Every form of a diagnosis in text.
func TestDiagnosisLooks(t *testing.T) {
	alone := diagnosed()
	alone.Suites[0].Hypotheses, alone.Suites[0].Next, alone.Suites[0].Alike, alone.Suites[0].Stopped = alone.Suites[0].Hypotheses[:2], nil, nil, ""
	none := diagnosed()
	none.Suites[0].Hypotheses, none.Suites[0].Next, none.Suites[0].Alike = none.Suites[0].Hypotheses[:1], nil, nil
	undecided := diagnosed()
	undecided.Suites[0].Next = nil
	for _, c := range []struct {
		name  string
		of    *report.Result
		style report.Style
	}{
		{"diagnosis.golden", diagnosed(), report.Style{}},
		{"diagnosis-verbose.golden", diagnosed(), report.Style{Verbose: true}},
		{"diagnosis-color.golden", diagnosed(), report.Style{Color: true, Width: 120}},
		{"diagnosis-alone.golden", alone, report.Style{}},
		{"diagnosis-none.golden", none, report.Style{}},
		{"diagnosis-undecided.golden", undecided, report.Style{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			if err := report.Diagnosis(&b, c.of, c.style); err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, "testdata/"+c.name, b.String())
		})
	}
	for name, r := range map[string]*report.Result{"diagnosis-run.golden": diagnosed(), "diagnosis-run-none.golden": none} {
		t.Run(name, func(t *testing.T) {
			r.Suites[0].Findings = r.Suites[0].Findings[:1]
			testkit.Golden(t, "testdata/"+name, text(t, r, report.Style{}))
		})
	}
	for name, write := range map[string]report.Writer{"diagnosis.md": report.Markdown, "support.md": report.Support} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			r := diagnosed()
			r.Suites[0].Findings = r.Suites[0].Findings[:1]
			if err := write(&b, r); err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, "testdata/"+name, b.String())
		})
	}
}

// Untrusted text in a diagnosis does not reach the terminal unescaped.
func TestDiagnosisKeepsHostileBytesFromTheTerminal(t *testing.T) {
	const evil = "\x1b[2J\u202e\r"
	r := diagnosed()
	s := &r.Suites[0]
	for i := range s.Hypotheses {
		h := &s.Hypotheses[i]
		h.Claim, h.Warning, h.Needs = evil, evil, evil
		for k := range h.Because {
			h.Because[k].Came, h.Because[k].Predicted = evil, evil
		}
	}
	for i := range s.Next {
		s.Next[i].Request, s.Next[i].Ask = evil, evil
	}
	var b strings.Builder
	if err := report.Diagnosis(&b, r, report.Style{Verbose: true}); err != nil {
		t.Fatal(err)
	}
	if err := report.Support(&b, r); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), evil[:1]+"\u202e\r") {
		t.Errorf("control characters are shown: %q", b.String())
	}
}
