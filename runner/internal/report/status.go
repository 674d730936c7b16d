package report

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/origin"
)

// Status is how suites are doing, for those who do not run them: the last verdicts and the days
// before. It has no request, no response and no reason.
type Status struct {
	Version int           `json:"version"`
	Tool    string        `json:"tool,omitempty"`
	Updated string        `json:"updated"` // start of the last run, RFC 3339
	Verdict string        `json:"verdict"` // the worst of the suites
	Suites  []SuiteStatus `json:"suites"`
}

// SuiteStatus is how a suite is doing. Its verdict is the worst of its findings; pending where none
// was judged.
type SuiteStatus struct {
	Suite        string          `json:"suite"`
	Target       string          `json:"target,omitempty"` // scheme, host and port
	Verdict      string          `json:"verdict"`
	Holds        int             `json:"holds"`
	Broken       int             `json:"broken"`
	Inconclusive int             `json:"inconclusive"`
	Pending      int             `json:"pending"`
	Days         *PastDays       `json:"days,omitempty"` // the worst of its findings
	Findings     []FindingStatus `json:"findings"`
}

// FindingStatus is how a finding is doing. The counts are of the runs within Days.
type FindingStatus struct {
	ID      string    `json:"id"` // with the row of a matrix
	Claim   string    `json:"claim"`
	Verdict string    `json:"verdict"`
	Since   string    `json:"since,omitempty"` // RFC 3339: since when it has this verdict
	Held    int       `json:"held"`
	Broke   int       `json:"broke"`
	Unsure  int       `json:"inconclusive"`
	Days    *PastDays `json:"days,omitempty"`
}

// The verdicts from the worst to the best, as a status counts them.
var worstFirst = []string{Broken, Inconclusive, Holds, Pending}

// worst returns the worse of two verdicts.
func worst(a, b string) string {
	if slices.Index(worstFirst, b) < slices.Index(worstFirst, a) {
		return b
	}
	return a
}

// StatusOf makes the status of a run from its verdicts, what the history has of their findings, the
// run included, and the days up to its start.
func StatusOf(about Options, runs []Judged, past []*history.Finding, days *history.Days) *Status {
	known := make(map[[3]string]*history.Finding, len(past))
	for _, f := range past {
		known[[3]string{f.Suite, f.Finding, f.Target}] = f
	}
	st := &Status{Version: Version, Tool: about.Tool, Updated: about.Started.UTC().Format(time.RFC3339), Verdict: Pending, Suites: []SuiteStatus{}}
	for i := range runs {
		run := runs[i].Run
		s := SuiteStatus{Suite: run.Redact.String(run.Suite.Name), Target: origin.Of(run.Redact.String(run.Suite.Target)), Verdict: Pending, Findings: []FindingStatus{}}
		whole := make([]history.Day, MostDays)
		for k := range runs[i].Verdicts {
			v := &runs[i].Verdicts[k]
			if v.Spec.Item != nil {
				continue
			}
			key := [3]string{s.Suite, v.Spec.ID, ""}
			if v.Spec.Probe != nil {
				key[2] = v.Spec.Probe.Request.Target()
			}
			last := days.Last(key[0], key[1], key[2], about.Started, MostDays)
			for d := range last {
				whole[d].Add(last[d])
			}
			f := findingStatus(v, known[key], last)
			f.Claim, f.Days = run.Redact.String(f.Claim), pastDays(last, about.Started)
			s.count(f.Verdict)
			s.Findings = append(s.Findings, f)
		}
		s.Days = pastDays(whole, about.Started)
		st.Verdict = worst(st.Verdict, s.Verdict)
		st.Suites = append(st.Suites, s)
	}
	return st
}

func findingStatus(v *judge.Verdict, past *history.Finding, days []history.Day) FindingStatus {
	f := FindingStatus{ID: v.Spec.ID, Claim: FindingOf(v).Claim, Verdict: string(v.Outcome)}
	if past != nil && past.Verdict == f.Verdict {
		f.Since = second(past.Since)
	}
	var all history.Day
	for _, d := range days {
		all.Add(d)
	}
	f.Held, f.Broke, f.Unsure = all.Held, all.Broke, all.Undecided
	return f
}

func (s *SuiteStatus) count(verdict string) {
	switch verdict {
	case Holds:
		s.Holds++
	case Broken:
		s.Broken++
	case Inconclusive:
		s.Inconclusive++
	default:
		s.Pending++
	}
	s.Verdict = worst(s.Verdict, verdict)
}

// Tally counts the findings.
func (s *Status) Tally() Tally {
	var t Tally
	for i := range s.Suites {
		one := &s.Suites[i]
		t.Holds, t.Broken, t.Inconclusive, t.Pending = t.Holds+one.Holds, t.Broken+one.Broken, t.Inconclusive+one.Inconclusive, t.Pending+one.Pending
	}
	return t
}

// StatusJSON writes a status as JSON.
func StatusJSON(w io.Writer, s *Status) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(s)
}
