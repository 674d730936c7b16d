package report

import (
	"slices"
	"time"
)

// ModePast is the mode of a result that shows kept runs, not one of its own.
const ModePast = "history"

// Result returns the past as a result, so that the page of a run shows it: a suite for each name
// and target, each finding with its last verdict. It has no observations, as the history keeps
// none. tool is what wrote it: "assay 0.1.0".
func (p *Past) Result(tool string) *Result {
	r := &Result{Version: Version, Tool: tool, Mode: ModePast, Suites: []Suite{}}
	type where struct{ suite, target string }
	at, plotted := map[where]int{}, map[string]bool{}
	part := func(suite, target string) *Suite {
		n, known := at[where{suite, target}]
		if !known {
			n = len(r.Suites)
			at[where{suite, target}] = n
			r.Suites = append(r.Suites, Suite{Suite: suite, Target: target, Findings: []Finding{}, Observations: []Observation{}, History: &History{Runs: []PastRun{}}})
		}
		return &r.Suites[n]
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		s := part(f.Suite, f.Target)
		s.Findings = append(s.Findings, Finding{ID: f.ID, Claim: f.Claim, Probe: f.Probe, Verdict: f.Verdict, Reason: f.Reason})
		s.History.Findings = append(s.History.Findings, f.Strip())
		if key := f.Suite + "\x00" + f.Target + "\x00" + f.Probe; len(f.Latency) > 1 && !plotted[key] {
			plotted[key] = true
			s.History.Latency = append(s.History.Latency, Latency{Probe: f.Probe, MS: f.Latency})
		}
		if later(f.Last, r.Started) {
			r.Started = f.Last
		}
	}
	for i := range p.Limits {
		s := part(p.Limits[i].Suite, p.Limits[i].Target)
		s.History.Limits = append(s.History.Limits, p.Limits[i])
	}
	return r
}

// Strip returns what a page shows of a finding's past.
func (f *PastFinding) Strip() Strip {
	return Strip{
		ID: f.ID, Probe: f.Probe, Since: f.Since, Verdicts: slices.Clip(f.Recent), Before: f.Before, Until: f.Until,
		Held: f.Held, Broke: f.Broke, Unsure: f.Unsure, Flapping: f.Flapping, Days: f.Days,
	}
}

// later reports whether an RFC 3339 time is after another; any is after "".
func later(one, other string) bool {
	a, err := time.Parse(time.RFC3339, one)
	if err != nil {
		return false
	}
	b, err := time.Parse(time.RFC3339, other)
	return err != nil || a.After(b)
}
