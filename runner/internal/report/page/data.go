package page

import (
	"fmt"
	"io"

	"assay/runner/internal/report"
)

// suiteData is a suite as the script reads it: what the list of findings needs, column by column.
// The findings and observations themselves are in blocks.
type suiteData struct {
	Suite    string          `json:"suite"`
	File     string          `json:"file"`
	About    string          `json:"about,omitempty"`
	Target   string          `json:"target,omitempty"`
	Place    string          `json:"environment,omitempty"`
	Fixtures string          `json:"fixtures,omitempty"`
	Findings findingColumns  `json:"findings"`
	Probes   probeColumns    `json:"probes"`
	Blocks   suiteBlocks     `json:"blocks"`
	History  *report.History `json:"history,omitempty"`
}

// suiteBlocks are the numbers of the first finding and of the first observation of each block.
type suiteBlocks struct {
	Findings     []int `json:"findings"`
	Observations []int `json:"observations"`
}

// findingColumns are what the list shows and filters.
type findingColumns struct {
	ID      column[string]   `json:"id"`
	Claim   column[string]   `json:"claim"`
	Probe   column[string]   `json:"probe"`
	Verdict column[string]   `json:"verdict"`
	Cause   column[string]   `json:"cause"`
	Labels  column[[]string] `json:"labels"`
}

// probeColumns are the parts of observations that the list shows, sorts and searches.
type probeColumns struct {
	Probe  column[string]  `json:"probe"`
	Method column[string]  `json:"method"`
	URL    column[string]  `json:"url"`
	Status column[int]     `json:"status"`
	Answer column[string]  `json:"answer"`
	Error  column[string]  `json:"error"` // kind of error, or that nothing was asked
	MS     column[float64] `json:"ms"`
}

// column holds one value for each row: Values are the distinct ones in the order of their first
// rows, Rows their indexes; without Rows, each row has a value of its own.
type column[T any] struct {
	Values []T   `json:"values"`
	Rows   []int `json:"rows,omitempty"`
}

// columnOf collects the values of n rows; equal keys are equal values.
func columnOf[K comparable, T any](n int, row func(i int) (K, T)) column[T] {
	c := column[T]{Values: []T{}, Rows: make([]int, n)}
	known := map[K]int{}
	for i := range n {
		key, value := row(i)
		at, ok := known[key]
		if !ok {
			at = len(c.Values)
			known[key] = at
			c.Values = append(c.Values, value)
		}
		c.Rows[i] = at
	}
	if len(c.Values) == n {
		c.Rows = nil
	}
	return c
}

// columnsOf returns the columns of a suite's findings.
func columnsOf(all []report.Finding) findingColumns {
	of := func(part func(*report.Finding) string) column[string] {
		return columnOf(len(all), func(i int) (string, string) { v := part(&all[i]); return v, v })
	}
	return findingColumns{
		ID:      of(func(f *report.Finding) string { return f.ID }),
		Claim:   of(func(f *report.Finding) string { return f.Claim }),
		Probe:   of(func(f *report.Finding) string { return f.Probe }),
		Verdict: of(func(f *report.Finding) string { return f.Verdict }),
		Cause:   of((*report.Finding).Cause),
		Labels: columnOf(len(all), func(i int) (string, []string) {
			labels := all[i].Labels
			if len(labels) == 0 {
				return "", []string{}
			}
			return fmt.Sprintf("%q", labels), labels
		}),
	}
}

// probesOf returns the columns of a suite's observations.
func probesOf(all []report.Observation) probeColumns {
	of := func(part func(*report.Observation) string) column[string] {
		return columnOf(len(all), func(i int) (string, string) { v := part(&all[i]); return v, v })
	}
	return probeColumns{
		Probe:  of(func(o *report.Observation) string { return o.Probe }),
		Method: of(func(o *report.Observation) string { return asked(o).Method }),
		URL:    of(func(o *report.Observation) string { return asked(o).URL }),
		Status: columnOf(len(all), func(i int) (int, int) { return all[i].Status, all[i].Status }),
		Answer: of(func(o *report.Observation) string { return o.Answer }),
		Error: of(func(o *report.Observation) string {
			if o.Error == "" && o.Missing != "" {
				return "not asked"
			}
			return o.Error
		}),
		MS: columnOf(len(all), func(i int) (float64, float64) { return all[i].DurationMS, all[i].DurationMS }),
	}
}

// asked returns the request of an observation; an empty one if it has none.
func asked(o *report.Observation) report.Message {
	if o.Request == nil {
		return report.Message{}
	}
	return *o.Request
}

// writeData writes the result as blocks, its suites numbered from first.
func writeData(out io.Writer, r *report.Result, first int) error {
	b := newBlocks(out)
	for k := range r.Suites {
		s, i := &r.Suites[k], first+k
		d := &suiteData{
			Suite: s.Suite, File: s.File, About: s.About, Target: s.Target, Place: s.Environment, Fixtures: s.Fixtures,
			Findings: columnsOf(s.Findings), Probes: probesOf(s.Observations), History: s.History,
		}
		d.Blocks.Findings = writeList(b, fmt.Sprintf("findings-%d", i), s.Findings)
		d.Blocks.Observations = writeList(b, fmt.Sprintf("answers-%d", i), s.Observations)
		b.write(fmt.Sprintf("suite-%d", i), d)
	}
	return b.err
}

// writeList writes values as blocks NAME-0, NAME-1, … and returns the number of the first value of
// each.
func writeList[T any](b *blocks, name string, all []T) []int {
	starts := []int{}
	for from := 0; from < len(all); {
		starts = append(starts, from)
		b.begin()
		for ; from < len(all) && !b.full(); from++ {
			b.item(&all[from])
		}
		b.end(fmt.Sprintf("%s-%d", name, len(starts)-1))
	}
	return starts
}
