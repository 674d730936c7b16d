package report

import (
	"strings"

	"assay/runner/internal/origin"
)

// History has the results of kept runs and of this one: one column for each run, oldest first. The
// last entry of every list is of the newest run; a shorter list covers fewer runs.
type History struct {
	Runs     []PastRun `json:"runs"`
	Findings []Strip   `json:"findings"`
	Latency  []Latency `json:"latency,omitempty"`
	// Notes are sentences: how long 429s lasted, and the bounds of when a limit reset.
	Notes []string `json:"notes,omitempty"`
	// Limits are what the runs before this one met at the addresses that this run asks.
	Limits []PastLimit `json:"limits,omitempty"`
}

// PastRun is one run kept.
type PastRun struct {
	Started string `json:"started"` // RFC 3339
	Mode    string `json:"mode"`
	Vantage string `json:"vantage,omitempty"`
}

// Strip is a finding's verdicts.
type Strip struct {
	ID       string   `json:"id"`
	Probe    string   `json:"probe,omitempty"`
	Verdicts []string `json:"verdicts"`        // "" if a run did not judge it
	Since    string   `json:"since,omitempty"` // RFC 3339: since when it has its current verdict
	// Before is the decisive verdict before Since, and Until (RFC 3339) its last run.
	Before string `json:"before,omitempty"`
	Until  string `json:"until,omitempty"`
	// How many kept runs found what.
	Held   int `json:"held,omitempty"`
	Broke  int `json:"broke,omitempty"`
	Unsure int `json:"inconclusive,omitempty"`
	// Flapping reports that the last decisive verdicts changed often.
	Flapping bool `json:"flapping,omitempty"`
	// Days has the worst verdict of each of the last days; nil where they are not known.
	Days *PastDays `json:"days,omitempty"`
}

// Latency is how long a probe's responses took.
type Latency struct {
	Probe string    `json:"probe"`
	MS    []float64 `json:"ms"` // 0 if a run got no response
}

// Remembered sets the history of every suite of a result: the past of its findings at the targets
// of this run, and this run as the newest. A suite without a past gets none.
func (r *Result) Remembered(p *Past) {
	for i := range r.Suites {
		s := &r.Suites[i]
		h := History{}
		look, judged, plotted := s.observations(), s.judged(), map[string]bool{}
		for k := range p.Findings {
			past := &p.Findings[k]
			id, _, _ := strings.Cut(past.ID, "[")
			now := judged[[2]string{id, past.Probe}]
			if past.Suite != s.Suite || now == nil {
				continue
			}
			o := look(past.Probe)
			if o == nil || o.Request != nil && origin.Of(o.Request.URL) != past.Target {
				continue
			}
			h.Findings = append(h.Findings, stripTo(past, now, r.Started))
			if len(past.Latency) > 0 && o.DurationMS > 0 && !plotted[past.Probe] {
				plotted[past.Probe] = true
				h.Latency = append(h.Latency, Latency{Probe: past.Probe, MS: append(past.Latency[:len(past.Latency):len(past.Latency)], o.DurationMS)})
			}
		}
		for k := range p.Limits {
			limit := &p.Limits[k]
			if o := look(limit.Probe); limit.Suite == s.Suite && o != nil && (o.Request == nil || origin.Of(o.Request.URL) == limit.Target) {
				h.Limits, h.Notes = append(h.Limits, *limit), append(h.Notes, limit.note()...)
			}
		}
		if len(h.Findings) > 0 {
			h.Runs = []PastRun{{Started: r.Started, Mode: r.Mode, Vantage: r.Vantage}}
			s.History = &h
		}
	}
}

// stripTo returns a finding's past, with its current verdict.
func stripTo(past *PastFinding, now *Finding, started string) Strip {
	strip := past.Strip()
	strip.ID = now.ID
	if now.Verdict != Pending {
		strip.Verdicts = append(strip.Verdicts, now.Verdict)
		if now.Verdict != past.Verdict {
			strip.Since, strip.Before, strip.Until = started, past.Before, past.Until
			if past.Verdict != Inconclusive {
				strip.Before, strip.Until = past.Verdict, past.Last
			}
		}
	}
	return strip
}

// judged finds a suite's findings by id and probe.
func (s *Suite) judged() map[[2]string]*Finding {
	by := make(map[[2]string]*Finding, len(s.Findings))
	for i := range s.Findings {
		f := &s.Findings[i]
		by[[2]string{f.ID, f.Probe}] = f
	}
	return by
}
