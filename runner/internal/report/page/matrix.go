package page

import (
	"io"
	"strconv"

	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// matrixView is what the page of several runs shows.
type matrixView struct {
	Headline string
	Counts   []verdictCount // of cells
	Bar      []segment
	Runs     []runView
	Sources  []string     // of transcribed responses
	Plain    []report.Row // for readers without scripts
	More     int          // rows that Plain leaves out
}

// runView is a column.
type runView struct {
	report.Column
	Bar []segment
}

// matrixData is several runs as the script reads them; the findings and responses of a cell are in
// the blocks of its suite.
type matrixData struct {
	Runs   []string     `json:"runs"`
	Groups []matrixPart `json:"groups"`
}

// matrixPart is the rows of one suite.
type matrixPart struct {
	Suite string      `json:"suite"`
	Rows  []matrixRow `json:"rows"`
}

// matrixRow is a finding; a cell is null where the run does not have it.
type matrixRow struct {
	Name    string        `json:"name"`
	Claim   string        `json:"claim"`
	Labels  []string      `json:"labels,omitempty"`
	Differs bool          `json:"differs,omitempty"`
	Cells   []*matrixCell `json:"cells"`
}

// matrixCell is what one run says about a finding.
type matrixCell struct {
	Verdict string `json:"verdict"`
	Came    string `json:"came,omitempty"`    // "429", "timeout", "not asked"
	Answer  string `json:"answer,omitempty"`  // the suite's name for it
	Because string `json:"because,omitempty"` // the first failure, or the reason
	Source  int    `json:"source,omitempty"`  // number of the document that the response is transcribed from
	Suite   int    `json:"suite"`             // number of its block
	Finding int    `json:"finding"`           // in the suite
}

// WriteMatrix writes several runs side by side as one HTML file. The comparison is that of the
// results.
func WriteMatrix(w io.Writer, c *report.Comparison, results []report.Named) error {
	first := make([]int, len(results)) // number of a run's first suite
	for i := 1; i < len(results); i++ {
		first[i] = first[i-1] + len(results[i-1].Result.Suites)
	}
	v, data := matrixViewOf(c), &matrixData{Groups: []matrixPart{}}
	for i := range c.Runs {
		data.Runs = append(data.Runs, c.Runs[i].Name)
	}
	sources := map[string]int{}
	for _, group := range c.Groups() {
		part := matrixPart{Suite: group[0].Suite}
		for i := range group {
			part.Rows = append(part.Rows, rowOf(&group[i], first, v, sources))
		}
		data.Groups = append(data.Groups, part)
	}
	return written(w, madeMatrix(), v.Headline, shownMatrix(v), func(out io.Writer) error {
		b := newBlocks(out)
		if b.write("matrix", data); b.err != nil {
			return b.err
		}
		for i := range results {
			if err := writeData(out, results[i].Result, first[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func matrixViewOf(c *report.Comparison) *matrixView {
	v := &matrixView{Headline: text.Count(len(c.Rows), "finding") + ", " + text.Count(len(c.Runs), "run")}
	var all report.Tally
	for i := range c.Runs {
		r := &c.Runs[i]
		all.Holds, all.Broken, all.Inconclusive, all.Pending = all.Holds+r.Holds, all.Broken+r.Broken, all.Inconclusive+r.Inconclusive, all.Pending+r.Pending
		t := report.Tally{Holds: r.Holds, Broken: r.Broken, Inconclusive: r.Inconclusive, Pending: r.Pending}
		v.Runs = append(v.Runs, runView{*r, bar(countsOf(t), t.Findings())})
	}
	v.Counts = countsOf(all)
	v.Bar = bar(v.Counts, all.Findings())
	v.Plain = c.Rows[:min(len(c.Rows), mostPlain)]
	v.More = len(c.Rows) - len(v.Plain)
	return v
}

// rowOf converts a row; it adds the documents of transcribed responses to the view.
func rowOf(row *report.Row, first []int, v *matrixView, sources map[string]int) matrixRow {
	out := matrixRow{Name: row.Name, Claim: row.Claim, Labels: row.Labels, Differs: row.Differs, Cells: make([]*matrixCell, len(row.Cells))}
	for n := range row.Cells {
		c := &row.Cells[n]
		if c.Verdict == "" {
			continue
		}
		cell := &matrixCell{Verdict: c.Verdict, Answer: c.Answer, Because: c.Failure, Suite: first[n] + c.In, Finding: c.At}
		if cell.Because == "" {
			cell.Because = c.Reason
		}
		switch {
		case c.Missing != "":
			cell.Came = "not asked"
		case c.Error != "":
			cell.Came = c.Error
		case c.Status > 0:
			cell.Came = strconv.Itoa(c.Status)
		}
		if c.From != "" && c.Missing == "" {
			if sources[c.From] == 0 {
				v.Sources = append(v.Sources, c.From)
				sources[c.From] = len(v.Sources)
			}
			cell.Source = sources[c.From]
		}
		out.Cells[n] = cell
	}
	return out
}
