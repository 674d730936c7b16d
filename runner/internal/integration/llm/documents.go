package llm

import (
	"assay/runner/internal/report"
)

// Document is the expected verdict on a finding of a service that was never called here, and the
// document that leads to it.
type Document struct{ Pack, Finding, Verdict, Because string }

const (
	source  = "the server's source, 2024-11 to 2026-05"
	details = "an error is `{\"detail\": …}`, never an error object: " + source
)

// documented lists the expectations for Chutes by documents.
var documented = []Document{
	{"auth-ladder", "refused[none]", report.Holds, "401 where nothing in front limits: " + source},
	{"auth-ladder", "refused[invented]", report.Holds, "401 where nothing in front limits: " + source},
	{"auth-ladder", "refusal-is-told[none]", report.Broken, details},
	{"auth-ladder", "refusal-is-told[invented]", report.Broken, details},
	{"auth-ladder", "scheme-any-case", report.Holds, "the last word of Authorization is the key, whatever stands before it: " + source},
	{"errors", "error-object[unknown-model]", report.Broken, details},
	{"limits", "remaining-told", report.Broken, "no header of a rate limit is set, but X-Chutes-Quota-Remaining since 2026-03: " + source},
	{"models", "needs-a-key", report.Broken, "the list is public: " + source},
	{"openai-chat", "refuses[unknown-model]", report.Broken, details},
	{"openai-chat", "usage-asked", report.Holds, "every stream has a chunk with its usage: " + source},
}

// apply sets the verdicts of findings that no fixture decides to those that documents lead to. It
// returns those about no finding of the suite, which has this pack's name.
func apply(documents []Document, pack string, s *report.Suite) (unknown []Document) {
	rows := report.Compare([]report.Named{{Result: &report.Result{Suites: []report.Suite{*s}}}}).Rows
	for _, d := range documents {
		if d.Pack != pack {
			continue
		}
		found := false
		for i := range rows {
			if rows[i].Name != d.Finding {
				continue
			}
			found = true
			if cell := rows[i].Cells[0]; cell.Missing != "" {
				f := &s.Findings[cell.At]
				f.Verdict, f.Kind, f.Reason, f.Decide = d.Verdict, "", "by documents: "+d.Because, "assay run --live"
				note(s, f.Probe, d.Because)
			}
		}
		if !found {
			unknown = append(unknown, d)
		}
	}
	return unknown
}

// note makes a document the origin of what is known about a probe's response.
func note(s *report.Suite, probe, from string) {
	for i := range s.Observations {
		if o := &s.Observations[i]; o.Probe == probe {
			o.Missing, o.Kind, o.Provenance, o.From = "", "", "transcribed", from
		}
	}
}
