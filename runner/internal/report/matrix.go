package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/text"
)

// Legend explains [Cell.Mark].
const Legend = "✓ holds, ✗ broken, ? inconclusive, ○ nothing was asked, … pending, – the run does not have the finding"

// Mark returns the verdict of a cell as one character, see [Legend].
func (c *Cell) Mark() string {
	switch {
	case c.Verdict == "":
		return "–"
	case c.Verdict == Holds:
		return "✓"
	case c.Verdict == Broken:
		return "✗"
	case c.Verdict == Inconclusive && c.Missing != "":
		return "○"
	case c.Verdict == Inconclusive:
		return "?"
	}
	return "…"
}

// Groups returns the rows of a comparison by suite.
func (c *Comparison) Groups() [][]Row {
	var out [][]Row
	from := 0
	for i := range c.Rows {
		if i+1 == len(c.Rows) || c.Rows[i+1].group != c.Rows[i].group {
			out = append(out, c.Rows[from:i+1])
			from = i + 1
		}
	}
	return out
}

// tally formats how many findings of a run have each verdict: "3 hold, 1 broken".
func (r *Column) tally() string {
	t := Tally{Holds: r.Holds, Broken: r.Broken, Inconclusive: r.Inconclusive, Pending: r.Pending}
	var parts []string
	for _, one := range []struct {
		n    int
		word string
	}{{t.Broken, "broken"}, {t.Inconclusive, "inconclusive"}, {t.Holds, "hold"}, {t.Pending, "pending"}} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprint(one.n, " ", one.word))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// title is what a comparison holds: "12 findings, 3 runs".
func (c *Comparison) title() string {
	return text.Count(len(c.Rows), "finding") + ", " + text.Count(len(c.Runs), "run")
}

// MatrixText writes the verdicts of all runs for a terminal: the runs with numbers, then a line for
// each finding with one mark for each run, then why findings are inconclusive.
func MatrixText(w io.Writer, c *Comparison) error {
	out := bufio.NewWriter(Inert(w))
	names, rows := 0, 0
	for i := range c.Runs {
		names = max(names, len([]rune(clean(c.Runs[i].Name))))
	}
	for i := range c.Rows {
		rows = max(rows, len([]rune(clean(c.Rows[i].Name))))
	}
	numbers := ""
	for i := range c.Runs {
		r := &c.Runs[i]
		fmt.Fprintf(out, "%2d  %-*s  %s; %s, %s, %s\n", i+1, names, clean(r.Name), r.tally(), clean(r.File), r.Mode, r.Started)
		numbers += fmt.Sprintf(" %2d", i+1)
	}
	for _, group := range c.Groups() {
		fmt.Fprintf(out, "\n%-*s%s\n", rows+2, clean(group[0].Suite), numbers)
		for i := range group {
			fmt.Fprintf(out, "  %-*s", rows, clean(group[i].Name))
			for n := range group[i].Cells {
				fmt.Fprintf(out, "  %s", group[i].Cells[n].Mark())
			}
			fmt.Fprintln(out)
		}
	}
	fmt.Fprintf(out, "\n%s: %s\n", c.title(), Legend)
	writeUnjudged(out, c)
	return flushed(out)
}

// writeUnjudged says for each run why findings are inconclusive there, each reason once.
func writeUnjudged(out *bufio.Writer, c *Comparison) {
	for n := range c.Runs {
		var reasons []string // in the order of the rows
		findings := map[string]int{}
		for i := range c.Rows {
			cell := &c.Rows[i].Cells[n]
			if cell.Verdict != Inconclusive || cell.Reason == "" {
				continue
			}
			reason := exchange.OneLine(clean(cell.Reason))
			if findings[reason]++; findings[reason] == 1 {
				reasons = append(reasons, reason)
			}
		}
		if len(reasons) > 0 {
			fmt.Fprintf(out, "\n%s, inconclusive:\n", clean(c.Runs[n].Name))
		}
		for _, reason := range reasons {
			fmt.Fprintf(out, "  %s: %s\n", text.Count(findings[reason], "finding"), reason)
		}
	}
}

func flushed(out *bufio.Writer) error {
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the matrix: %w", err)
	}
	return nil
}

// MatrixMarkdown writes the verdicts of all runs as Markdown: a table for each suite with findings
// down and the runs that have the suite across, and below it what broke, with the responses.
func MatrixMarkdown(w io.Writer, c *Comparison) error {
	m := matrixWriter{out: bufio.NewWriter(Inert(w)), note: map[string]int{}}
	m.printf("# %s\n\n| run | verdicts | target | mode | started |\n| --- | --- | --- | --- | --- |\n", c.title())
	for i := range c.Runs {
		r := &c.Runs[i]
		m.printf("| %s | %s | %s | %s | %s |\n", EscapeMarkdown(r.Name), r.tally(), EscapeMarkdown(r.Target), r.Mode, r.Started)
	}
	m.printf("\n%s. Behind the mark: the status, and of what does not hold the suite's name for the response.\n", strings.Replace(Legend, "✗", "**✗**", 1))
	for _, group := range c.Groups() {
		m.group(c, group)
	}
	if len(m.sources) > 0 {
		m.printf("\n## Transcribed\n\nNothing was sent for cells with a number: a document reports the response.\n\n")
		for i, source := range m.sources {
			m.printf("%d. %s\n", i+1, EscapeMarkdown(source))
		}
	}
	return flushed(m.out)
}

// matrixWriter writes to a buffer, which keeps the first error for Flush.
type matrixWriter struct {
	out     *bufio.Writer
	sources []string // of transcribed responses
	note    map[string]int
}

func (m *matrixWriter) printf(format string, args ...any) { fmt.Fprintf(m.out, format, args...) }

func (m *matrixWriter) group(c *Comparison, rows []Row) {
	var having []int // runs with a finding of the suite
	for n := range c.Runs {
		if slices.ContainsFunc(rows, func(r Row) bool { return r.Cells[n].Verdict != "" }) {
			having = append(having, n)
		}
	}
	m.printf("\n## %s\n\n| finding |", EscapeMarkdown(rows[0].Suite))
	for _, n := range having {
		m.printf(" %s |", EscapeMarkdown(c.Runs[n].Name))
	}
	m.printf("\n| --- |%s\n", strings.Repeat(" --- |", len(having)))
	for i := range rows {
		m.printf("| %s |", codeCell(rows[i].Name))
		for _, n := range having {
			m.printf(" %s |", m.cell(&rows[i].Cells[n]))
		}
		m.printf("\n")
	}
	m.broken(c, rows, having)
}

// cell formats a cell: "**✗** 429 edge-limit".
func (m *matrixWriter) cell(c *Cell) string {
	said := c.Mark()
	if c.Verdict == Broken {
		said = "**" + said + "**"
	}
	came := c.response()
	if c.Verdict == Holds {
		came = inShort(c.Status, "", c.Error) // the name would only fill the table
	}
	if came != "" && c.Missing == "" {
		said += " " + EscapeMarkdown(came)
	}
	if c.Provenance != transcribed || c.Missing != "" {
		return said
	}
	if m.note[c.From] == 0 {
		m.sources = append(m.sources, c.From)
		m.note[c.From] = len(m.sources)
	}
	return fmt.Sprintf("%s <sup>%d</sup>", said, m.note[c.From])
}

// broken lists the broken cells of a suite, with what was expected and what came.
func (m *matrixWriter) broken(c *Comparison, rows []Row, having []int) {
	n := 0
	for i := range rows {
		for k := range rows[i].Cells {
			if rows[i].Cells[k].Verdict == Broken {
				n++
			}
		}
	}
	if n == 0 {
		return
	}
	m.printf("\n<details><summary>%d broken: what was expected, and what came</summary>\n", n)
	for i := range rows {
		titled := false
		for _, k := range having {
			cell := &rows[i].Cells[k]
			if cell.Verdict != Broken {
				continue
			}
			if !titled {
				m.printf("\n%s: %s\n\n", codeSpan(rows[i].Name), EscapeMarkdown(rows[i].Claim))
				titled = true
			}
			m.printf("- %s: %s\n", EscapeMarkdown(c.Runs[k].Name), EscapeMarkdown(cell.behind()))
		}
	}
	m.printf("\n</details>\n")
}

// behind says what a broken cell is about: the response, and the first failure.
func (c *Cell) behind() string {
	var parts []string
	for _, part := range []string{c.response(), cmp.Or(c.Failure, c.Reason)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "; ")
}

// codeCell returns a text as a code span in a cell of a table.
func codeCell(s string) string { return strings.ReplaceAll(codeSpan(s), "|", `\|`) }
