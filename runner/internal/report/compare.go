package report

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/text"
)

// Comparison compares runs: of several servers, from different networks, with different keys, on
// different days.
type Comparison struct {
	Version int      `json:"version"`
	Runs    []Column `json:"runs"`
	Rows    []Row    `json:"rows"` // those of a suite follow each other
	// explained lists the files of the suites that have hypotheses, which the runs are evidence for.
	explained []string
}

// Row is one finding; its cells are in the order of the runs.
type Row struct {
	Suite   string   `json:"suite"`
	Name    string   `json:"name"` // "id", or "id[row]" where the finding is about several probes
	Finding string   `json:"finding"`
	Claim   string   `json:"claim"`
	Probe   string   `json:"probe,omitempty"`
	Labels  []string `json:"labels,omitempty"`
	Differs bool     `json:"differs"`
	Cells   []Cell   `json:"cells"`
	group   int
}

// Cell is what one run says about a finding.
type Cell struct {
	Verdict    string  `json:"verdict"` // "" where the run does not have the finding
	Kind       string  `json:"kind,omitempty"`
	Reason     string  `json:"reason,omitempty"`
	Failure    string  `json:"failure,omitempty"` // the first: "status: expected 404, actual 500"
	Status     int     `json:"status,omitempty"`
	Answer     string  `json:"answer,omitempty"`
	Missing    string  `json:"missing,omitempty"` // code of why nothing was asked: never_recorded
	Error      string  `json:"error,omitempty"`
	DurationMS float64 `json:"duration_ms,omitempty"`
	Provenance string  `json:"provenance,omitempty"` // of the response: live, captured, transcribed
	From       string  `json:"from,omitempty"`       // the document that it is transcribed from
	// In and At are the indices of the suite in the run, and of the finding in the suite.
	In int `json:"-"`
	At int `json:"-"`
}

// Compare compares results. Findings are the same if the names of their suites, their ids and
// probes are; suites and the findings of each are in the order of first appearance. A row differs
// if the verdicts do, or the responses that they are about. A run that is not named is called after
// the first of vantage, environment, target, suites and file that distinguishes the runs.
func Compare(results []Named) *Comparison {
	c := &Comparison{Version: Version, Rows: []Row{}, Runs: columnsOf(results)}
	groups := grouping{of: len(results), at: map[string]int{}}
	for n, one := range results {
		times := map[string]int{} // suites of a run may have the same name
		for i := range one.Result.Suites {
			s := &one.Result.Suites[i]
			if len(s.Hypotheses) > 0 && !slices.Contains(c.explained, s.File) {
				c.explained = append(c.explained, s.File)
			}
			times[s.Suite]++
			groups.group(s.Suite, times[s.Suite]).add(s, n, i)
		}
	}
	for n, g := range groups.all {
		g.name()
		for i := range g.rows {
			g.rows[i].group, g.rows[i].Differs = n, differ(g.rows[i].Cells)
		}
		c.Rows = append(c.Rows, g.rows...)
	}
	return c
}

// grouping collects rows by suite.
type grouping struct {
	of  int // runs
	all []*group
	at  map[string]int
}

// group is the rows of one suite.
type group struct {
	of   int
	rows []Row
	at   map[string]int
}

// group returns the group of a name's nth suite in a run.
func (g *grouping) group(suite string, nth int) *group {
	key := fmt.Sprintf("%s\x00%d", suite, nth)
	i, known := g.at[key]
	if !known {
		i = len(g.all)
		g.at[key] = i
		g.all = append(g.all, &group{of: g.of, at: map[string]int{}})
	}
	return g.all[i]
}

// add adds the findings of a suite, which is the ith of run n.
func (g *group) add(s *Suite, n, i int) {
	look := s.observations()
	for k := range s.Findings {
		f := &s.Findings[k]
		key := f.ID + "\x00" + f.Probe
		row, known := g.at[key]
		if !known {
			row = len(g.rows)
			g.at[key] = row
			g.rows = append(g.rows, Row{Suite: s.Suite, Name: f.ID, Finding: f.ID, Claim: f.Claim, Probe: f.Probe, Labels: f.Labels, Cells: make([]Cell, g.of)})
		}
		cell := cellOf(f, look(f.Probe))
		cell.In, cell.At = i, k
		g.rows[row].Cells[n] = cell
	}
}

func cellOf(f *Finding, o *Observation) Cell {
	cell := Cell{Verdict: f.Verdict, Kind: f.Kind, Reason: f.Reason, Failure: firstFailure(f.Failures)}
	if f.Verdict == Inconclusive && (o == nil || o.Status == 0 && o.Error == "") && slices.Contains(unasked, exchange.MissingKind(f.Kind)) {
		cell.Missing = f.Kind
	}
	if o == nil {
		return cell
	}
	if cell.Missing == "" {
		cell.Missing = o.Kind
	}
	cell.Status, cell.Answer, cell.Error = o.Status, o.Answer, o.Error
	cell.DurationMS, cell.Provenance = o.DurationMS, o.Provenance
	if o.Provenance == transcribed {
		cell.From = o.From
	}
	return cell
}

// unasked are the reasons of findings whose own probe has no observation.
var unasked = []exchange.MissingKind{exchange.NeverRecorded, exchange.NotObserved}

// transcribed is the provenance of responses that a document reports.
const transcribed = "transcribed"

// mostFailure is the maximum number of characters of an expected or actual value in a cell.
const mostFailure = 120

// Cause says in short why a finding does not hold: its first failure, or else the reason; "" if it
// holds.
func (f *Finding) Cause() string {
	if how := firstFailure(f.Failures); how != "" {
		return how
	}
	return f.Reason
}

// firstFailure says in one line what the first failure is, and how many more there are.
func firstFailure(failures []Failure) string {
	if len(failures) == 0 {
		return ""
	}
	f := &failures[0]
	said := fmt.Sprintf("%s: expected %s, actual %s", f.Subject, text.Cut(f.Expected, mostFailure), text.Cut(f.Actual, mostFailure))
	if more := len(failures) - 1; more > 0 {
		said += fmt.Sprintf(", and %d more", more)
	}
	return said
}

// name names the rows of findings about several probes, as plans do: "id[row]" if these are rows of
// one probe, else "id[probe]".
func (g *group) name() {
	base, several := map[string]string{}, map[string]int{}
	for i := range g.rows {
		r := &g.rows[i]
		probe, _, _ := strings.Cut(r.Probe, "[")
		if several[r.Finding]++; several[r.Finding] == 1 {
			base[r.Finding] = probe
		} else if base[r.Finding] != probe {
			base[r.Finding] = "" // of several probes
		}
	}
	for i := range g.rows {
		r := &g.rows[i]
		if several[r.Finding] < 2 {
			continue
		}
		row := r.Probe
		if of := base[r.Finding]; of != "" {
			row = strings.TrimSuffix(strings.TrimPrefix(row, of+"["), "]")
		}
		r.Name = r.Finding + "[" + row + "]"
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
	if c.Verdict == "" {
		return "not judged"
	}
	answer := c.response()
	if c.Error != "" {
		answer = "no answer (" + c.Error + ")"
	}
	if answer == "" {
		return c.Verdict
	}
	return c.Verdict + ", " + answer
}

// response formats what came in a word or two: "429 edge-limit", "timeout"; "" if nothing is known
// of it.
func (c *Cell) response() string { return inShort(c.Status, c.Answer, c.Error) }
