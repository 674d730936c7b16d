package runner

import (
	"io"
	"strings"

	"assay/runner/internal/report"
)

// Outcome is the verdict on a finding.
type Outcome string

// The outcomes.
const (
	Holds        Outcome = report.Holds
	Broken       Outcome = report.Broken
	Inconclusive Outcome = report.Inconclusive // no response, no fixture or no secret
	Pending      Outcome = report.Pending      // not judged: the suite says so, or live only
)

// Result is the result of [Run]: its verdicts, and what reports are made of.
type Result struct {
	// Findings lists the findings that were judged, in the order of the suites.
	Findings []Finding
	// Requests is how many requests were sent on the network; 0 in a replay.
	Requests int
	// Interrupted reports that ctx ended, or Assay failed, before all was judged.
	Interrupted bool
	// Warnings say why a green run proves nothing: nothing was judged, a suite has no finding.
	Warnings []string

	made *report.Result
}

// Finding is the verdict on one finding of a suite, or on one row of it.
type Finding struct {
	ID      string
	Suite   string // its name
	Claim   string
	Probe   string // id, or id[row]
	Labels  []string
	Outcome Outcome
	// Kind is the code of Reason (docs/reports.md): "unmet", "never_recorded", …; "" if the finding
	// holds.
	Kind   string
	Reason string // why it does not hold, in words
	// Decide is what would turn an inconclusive finding into a verdict.
	Decide   string
	Failures []Failure // of a broken finding: what was not met
	At       string    // of the finding: "file:line:col"
	// Text is a broken or inconclusive finding as the command shows it, several lines; "" for others.
	Text string
}

// Failure is one expectation that was not met.
type Failure struct {
	Subject  string // "status", "header Retry-After", "$.detail"
	Expected string
	Actual   string
	Detail   string // where long values differ; may be ""
	Next     string // what to do; may be ""
	At       string // of the expectation: "file:line:col"
}

// Count returns how many findings have the outcome.
func (r *Result) Count(o Outcome) int {
	n := 0
	for i := range r.Findings {
		if r.Findings[i].Outcome == o {
			n++
		}
	}
	return n
}

// ExitStatus returns the exit status of the command: 0 if every finding holds or is inconclusive; 1
// if one is broken; 3 if, with [Options].Strict, nothing is broken but something is inconclusive or
// there are Warnings; 130 if interrupted.
func (r *Result) ExitStatus() int { return r.made.ExitStatus(len(r.Warnings) > 0) }

// WriteText writes what the command prints, 80 columns wide, without colors.
func (r *Result) WriteText(w io.Writer) error { return report.Text(w, r.made, report.Style{}) }

// WriteJSON writes the same as the command's --json; docs/result.schema.json describes it.
func (r *Result) WriteJSON(w io.Writer) error { return report.JSON(w, r.made) }

// WriteJUnit writes JUnit XML for CI.
func (r *Result) WriteJUnit(w io.Writer) error { return report.JUnit(w, r.made) }

// WriteMarkdown writes Markdown, for a summary or a comment.
func (r *Result) WriteMarkdown(w io.Writer) error { return report.Markdown(w, r.made) }

func resultOf(made *report.Result, warnings []string) *Result {
	r := &Result{Requests: made.Requests, Interrupted: made.Interrupted, Warnings: warnings, made: made}
	for i := range made.Suites {
		s := &made.Suites[i]
		observed := make(map[string]*report.Observation, len(s.Observations))
		for j := range s.Observations {
			observed[s.Observations[j].Probe] = &s.Observations[j]
		}
		for j := range s.Findings {
			f := &s.Findings[j]
			one := findingOf(s.Suite, f)
			if one.Outcome == Broken || one.Outcome == Inconclusive {
				one.Text = f.Claim + "\n" + strings.TrimRight(report.FailureText(f, observed[f.Probe], observed[f.Control], report.Style{}), "\n")
			}
			r.Findings = append(r.Findings, one)
		}
	}
	return r
}

func findingOf(suite string, f *report.Finding) Finding {
	out := Finding{
		ID: f.ID, Suite: suite, Claim: f.Claim, Probe: f.Probe, Labels: f.Labels, Outcome: Outcome(f.Verdict),
		Kind: f.Kind, Reason: f.Reason, Decide: f.Decide, At: f.At.String(),
	}
	for i := range f.Failures {
		e := &f.Failures[i]
		out.Failures = append(out.Failures, Failure{
			Subject: e.Subject, Expected: e.Expected, Actual: e.Actual, Detail: e.Detail, Next: e.Next, At: e.At.String(),
		})
	}
	return out
}
