package page

import (
	"bufio"
	"encoding/json"
	"fmt"

	"assay/runner/internal/report"
)

// mostInBlock is the maximum number of observations in one block: the page reads a block when one
// of them is first opened.
const mostInBlock = 64

// suiteData is a suite as the script reads it: what the list of findings needs.
type suiteData struct {
	Suite    string           `json:"suite"`
	File     string           `json:"file"`
	About    string           `json:"about,omitempty"`
	Target   string           `json:"target,omitempty"`
	Place    string           `json:"environment,omitempty"`
	Fixtures string           `json:"fixtures,omitempty"`
	Findings []report.Finding `json:"findings"`
	Probes   []probeData      `json:"probes"`
	Block    int              `json:"block"` // observations in a block
	History  *report.History  `json:"history,omitempty"`
}

// probeData is a line about an observation; the rest of it is in a block.
type probeData struct {
	Probe  string  `json:"probe"`
	Method string  `json:"method,omitempty"`
	URL    string  `json:"url,omitempty"`
	Status int     `json:"status,omitempty"`
	Answer string  `json:"answer,omitempty"`
	Error  string  `json:"error,omitempty"` // kind of error, or that nothing was asked
	MS     float64 `json:"ms,omitempty"`
}

// writeData writes the result as script blocks of JSON, its suites numbered from first. The encoder
// escapes <, > and &, so that nothing inside can end a block.
func writeData(out *bufio.Writer, r *report.Result, first int) error {
	for k := range r.Suites {
		s, i := &r.Suites[k], first+k
		if err := block(out, fmt.Sprintf("suite-%d", i), dataOf(s)); err != nil {
			return err
		}
		for n := 0; n < len(s.Observations); n += mostInBlock {
			some := s.Observations[n:min(n+mostInBlock, len(s.Observations))]
			if err := block(out, fmt.Sprintf("answers-%d-%d", i, n/mostInBlock), some); err != nil {
				return err
			}
		}
	}
	return nil
}

// block writes one value as a script block that no browser runs.
func block(out *bufio.Writer, id string, v any) error {
	if _, err := fmt.Fprintf(out, "<script type=\"application/json\" id=\"%s\">", id); err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(v); err != nil {
		return err
	}
	_, err := out.WriteString("</script>\n")
	return err
}

func dataOf(s *report.Suite) *suiteData {
	d := &suiteData{
		Suite: s.Suite, File: s.File, About: s.About, Target: s.Target, Place: s.Environment, Fixtures: s.Fixtures, Findings: s.Findings,
		Probes: make([]probeData, len(s.Observations)), Block: mostInBlock, History: s.History,
	}
	if d.Findings == nil {
		d.Findings = []report.Finding{}
	}
	for i := range s.Observations {
		o := &s.Observations[i]
		p := probeData{Probe: o.Probe, Status: o.Status, Answer: o.Answer, Error: o.Error, MS: o.DurationMS}
		if o.Request != nil {
			p.Method, p.URL = o.Request.Method, o.Request.URL
		}
		if p.Error == "" && o.Missing != "" {
			p.Error = "not asked"
		}
		d.Probes[i] = p
	}
	return d
}
