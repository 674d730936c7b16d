package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

// Runs of three servers: one has more findings, one fewer, and its responses are transcribed.
func TestMatrix(t *testing.T) {
	home, other, some := sample(), sample(), sample()
	s := &other.Suites[0]
	s.Findings[0].Verdict, s.Findings[0].Kind, s.Observations[0].Status, s.Observations[0].Answer = "broken", "unmet", 429, "edge-limit"
	s.Findings[0].Failures = []report.Failure{{Kind: "status", Subject: "status", Expected: "200", Actual: "429"}}
	s.Findings = append(s.Findings, report.Finding{ID: "new", Claim: "Only | here *now*", Probe: "new", Verdict: "holds"})
	s.Findings[3].ID, s.Findings[3].Probe = "a|b", "order"
	some.Suites[0].Findings = some.Suites[0].Findings[:3]
	for i := range some.Suites[0].Observations {
		o := &some.Suites[0].Observations[i]
		o.Provenance, o.From = "transcribed", "a letter | of the *vendor*"
	}
	c := report.Compare([]report.Named{{Name: "home", File: "a.json", Result: home}, {Name: "office|2", File: "b.json", Result: other}, {Name: "letter", File: "c.json", Result: some}})
	for name, write := range map[string]func(*strings.Builder) error{
		"matrix.golden": func(b *strings.Builder) error { return report.MatrixText(b, c) },
		"matrix.md":     func(b *strings.Builder) error { return report.MatrixMarkdown(b, c) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		testkit.Golden(t, "testdata/"+name, b.String())
	}
}

// Columns are called after the first property that tells the runs apart.
func TestColumnsOfRuns(t *testing.T) {
	run := func(vantage, environment, target, suite string) *report.Result {
		return &report.Result{Version: 1, Vantage: vantage, Started: "2026-11-24T03:00:00Z", Suites: []report.Suite{{Suite: suite, Environment: environment, Target: target}}}
	}
	for name, c := range map[string]struct {
		runs []report.Named
		want []string
	}{
		"vantage":     {[]report.Named{{File: "a.json", Result: run("home", "", "", "S")}, {File: "b.json", Result: run("office", "", "", "S")}}, []string{"home", "office"}},
		"environment": {[]report.Named{{File: "a.json", Result: run("home", "staging", "", "S")}, {File: "b.json", Result: run("home", "production", "", "S")}}, []string{"staging", "production"}},
		"target": {[]report.Named{{File: "a.json", Result: run("", "", "http://127.0.0.1:1", "S")}, {File: "b.json", Result: run("", "", "https://b.example/v1", "S")}},
			[]string{"127.0.0.1:1", "b.example/v1"}},
		"suite":        {[]report.Named{{File: "a.json", Result: run("", "", "http://a", "S")}, {File: "b.json", Result: run("", "", "http://a", "T")}}, []string{"S", "T"}},
		"file":         {[]report.Named{{File: "x/a.json", Result: run("", "", "", "S")}, {File: "x/b.json", Result: run("", "", "", "S")}}, []string{"a", "b"}},
		"path":         {[]report.Named{{File: "x/a.json", Result: run("", "", "", "S")}, {File: "y/a.json", Result: run("", "", "", "S")}}, []string{"x/a.json", "y/a.json"}},
		"named":        {[]report.Named{{Name: "N", File: "a.json", Result: run("", "", "", "S")}, {File: "b.json", Result: run("", "e", "", "S")}}, []string{"N", "e"}},
		"named as one": {[]report.Named{{Name: "home", File: "a.json", Result: run("", "", "", "S")}, {File: "b.json", Result: run("home", "", "", "S")}}, []string{"home", "S"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range report.Compare(c.runs).Runs {
				got = append(got, r.Name)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Suites of one run with the same name do not hide each other's findings.
func TestSuitesWithOneName(t *testing.T) {
	r := &report.Result{Version: 1, Suites: []report.Suite{
		{Suite: "S", Findings: []report.Finding{{ID: "a", Verdict: report.Holds}}},
		{Suite: "S", Findings: []report.Finding{{ID: "a", Verdict: report.Broken}}},
	}}
	c := report.Compare([]report.Named{{File: "a.json", Result: r}, {File: "b.json", Result: r}})
	if got := fmt.Sprint(len(c.Rows), " ", len(c.Groups()), " ", c.Rows[0].Cells[0].Verdict, " ", c.Rows[1].Cells[1].Verdict, " ", c.Differing()); got != "2 2 holds broken 0" {
		t.Errorf("got %s", got)
	}
}

// A comparison meets its schema, which knows all of its members.
func TestComparisonsMeetTheirSchema(t *testing.T) {
	text, err := report.ComparisonSchema()
	if err != nil {
		t.Fatal(err)
	}
	closed := compiled(t, []byte(strings.ReplaceAll(string(text), `"type": "object"`, `"type": "object", "additionalProperties": false`)))
	var raw strings.Builder
	if err := report.CompareJSON(&raw, report.Compare([]report.Named{{File: "a.json", Result: sample()}, {File: "b.json", Result: sample()}})); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal([]byte(raw.String()), &v); err != nil {
		t.Fatal(err)
	}
	if err := closed.Validate(v); err != nil {
		t.Error(err)
	}
}
