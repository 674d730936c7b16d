package report

import (
	"fmt"
	"slices"
)

// Comparison compares runs: from different networks, with different keys, on different days.
type Comparison struct {
	Version int      `json:"version"`
	Runs    []Column `json:"runs"`
	Rows    []Row    `json:"rows"`
	// explained lists the files of the suites that have hypotheses, which the runs are evidence for.
	explained []string
}

// Column is one of the runs.
type Column struct {
	Name     string `json:"name"` // its vantage, else its file
	File     string `json:"file"`
	Mode     string `json:"mode"`
	Vantage  string `json:"vantage,omitempty"`
	Started  string `json:"started"`
	Requests int    `json:"requests"`
}

// Row is one finding; its cells are in the order of the runs.
type Row struct {
	Suite   string `json:"suite"`
	Finding string `json:"finding"`
	Claim   string `json:"claim"`
	Probe   string `json:"probe,omitempty"`
	Differs bool   `json:"differs"`
	Cells   []Cell `json:"cells"`
}

// Cell is what one run says about a finding.
type Cell struct {
	Verdict    string  `json:"verdict"` // "" where the run did not judge it
	Reason     string  `json:"reason,omitempty"`
	Status     int     `json:"status,omitempty"`
	Answer     string  `json:"answer,omitempty"`
	Error      string  `json:"error,omitempty"`
	DurationMS float64 `json:"duration_ms,omitempty"`
}

// Named is a result and the file that it was read from.
type Named struct {
	File   string
	Result *Result
}

// Compare compares results. Findings are the same if suite, finding and probe are; they are in the
// order of first appearance. A row differs if the verdicts do, or the responses that they are
// about.
func Compare(results []Named) *Comparison {
	c := &Comparison{Version: Version, Rows: []Row{}}
	at := map[string]int{}
	for n, one := range results {
		r := one.Result
		name := r.Vantage
		if name == "" {
			name = one.File
		}
		c.Runs = append(c.Runs, Column{Name: name, File: one.File, Mode: r.Mode, Vantage: r.Vantage, Started: r.Started, Requests: r.Requests})
		for i := range r.Suites {
			s := &r.Suites[i]
			if len(s.Hypotheses) > 0 && !slices.Contains(c.explained, s.File) {
				c.explained = append(c.explained, s.File)
			}
			c.suite(s, n, len(results), at)
		}
	}
	c.distinguish()
	for i := range c.Rows {
		c.Rows[i].Differs = differ(c.Rows[i].Cells)
	}
	return c
}

func (c *Comparison) suite(s *Suite, n, of int, at map[string]int) {
	look := s.observations()
	for i := range s.Findings {
		f := &s.Findings[i]
		key := s.Suite + "\x00" + f.ID + "\x00" + f.Probe
		row, known := at[key]
		if !known {
			row = len(c.Rows)
			at[key] = row
			c.Rows = append(c.Rows, Row{Suite: s.Suite, Finding: f.ID, Claim: f.Claim, Probe: f.Probe, Cells: make([]Cell, of)})
		}
		cell := Cell{Verdict: f.Verdict, Reason: f.Reason}
		if o := look(f.Probe); o != nil {
			cell.Status, cell.Answer, cell.Error, cell.DurationMS = o.Status, o.Answer, o.Error, o.DurationMS
		}
		c.Rows[row].Cells[n] = cell
	}
}

// distinguish adds the start time to the names of runs with the same name.
func (c *Comparison) distinguish() {
	count := map[string]int{}
	for _, r := range c.Runs {
		count[r.Name]++
	}
	for i, r := range c.Runs {
		if count[r.Name] > 1 {
			c.Runs[i].Name = fmt.Sprintf("%s %s", r.Name, r.Started)
		}
	}
}

func differ(cells []Cell) bool {
	for _, c := range cells[1:] {
		if c.Verdict != cells[0].Verdict || c.Status != cells[0].Status || c.Answer != cells[0].Answer || c.Error != cells[0].Error {
			return true
		}
	}
	return false
}

// Differing counts the rows that differ.
func (c *Comparison) Differing() int {
	n := 0
	for i := range c.Rows {
		if c.Rows[i].Differs {
			n++
		}
	}
	return n
}

// text formats a cell: "broken, 429 edge-limit".
func (c *Cell) text() string {
	answer := ""
	switch {
	case c.Verdict == "":
		return "not judged"
	case c.Error != "":
		answer = ", no answer (" + c.Error + ")"
	case c.Answer != "":
		answer = fmt.Sprintf(", %d %s", c.Status, c.Answer)
	case c.Status > 0:
		answer = fmt.Sprintf(", %d", c.Status)
	}
	return c.Verdict + answer
}
