package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"assay/runner/internal/text"
)

// CompareText writes a comparison for a terminal: the runs, then the findings that
// differ, each with a line for each run, then how many do not.
func CompareText(w io.Writer, c *Comparison) error {
	out := bufio.NewWriter(Inert(w))
	wide := 0
	for _, r := range c.Runs {
		wide = max(wide, len([]rune(r.Name)))
	}
	for _, r := range c.Runs {
		fmt.Fprintf(out, "%-*s  %s, %s, %s, %s sent\n", wide, clean(r.Name), clean(r.File), r.Mode, r.Started, text.Counted(r.Requests, "request", "requests"))
	}
	suite := ""
	for i := range c.Rows {
		row := &c.Rows[i]
		if !row.Differs {
			continue
		}
		if row.Suite != suite {
			suite = row.Suite
			fmt.Fprintf(out, "\n%s\n", clean(suite))
		}
		fmt.Fprintf(out, "  differs  %s\n", clean(row.Claim))
		fmt.Fprintf(out, "    finding  %s, probe %s\n", clean(row.Finding), clean(row.Probe))
		for n := range row.Cells {
			fmt.Fprintf(out, "    %-*s  %s\n", wide, clean(c.Runs[n].Name), clean(row.Cells[n].text()))
		}
	}
	fmt.Fprintf(out, "\n%s: %d differ, %d do not\n", text.Count(len(c.Rows), "finding"), c.Differing(), len(c.Rows)-c.Differing())
	if len(c.explained) > 0 {
		fmt.Fprintf(out, "what they say of the hypotheses: %s\n", clean(c.diagnose()))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

// diagnose returns the command that tests the hypotheses of the suites with these runs, as another
// network, another key or another day.
func (c *Comparison) diagnose() string {
	command := "assay diagnose"
	for _, r := range c.Runs {
		command += " --evidence " + quote(r.File)
	}
	for _, file := range c.explained {
		command += " " + quote(file)
	}
	return command
}

// quote returns a file's name as one word of a shell.
func quote(file string) string { return word([]piece{{text: file}}) }

// CompareMarkdown writes a comparison as one table, what differs first.
func CompareMarkdown(w io.Writer, c *Comparison) error {
	out := bufio.NewWriter(Inert(w))
	fmt.Fprintf(out, "# %d of %d findings differ\n\n| finding |", c.Differing(), len(c.Rows))
	for _, r := range c.Runs {
		fmt.Fprintf(out, " %s |", EscapeMarkdown(r.Name))
	}
	fmt.Fprintf(out, "\n| --- |%s\n", strings.Repeat(" --- |", len(c.Runs)))
	for _, wanted := range []bool{true, false} {
		for i := range c.Rows {
			row := &c.Rows[i]
			if row.Differs != wanted {
				continue
			}
			mark := ""
			if wanted {
				mark = "**"
			}
			fmt.Fprintf(out, "| %s%s%s |", mark, EscapeMarkdown(row.Claim), mark)
			for n := range row.Cells {
				fmt.Fprintf(out, " %s |", EscapeMarkdown(row.Cells[n].text()))
			}
			fmt.Fprintln(out)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

// CompareJSON writes a comparison as JSON.
func CompareJSON(w io.Writer, c *Comparison) error { return comparedJSON(w, c) }

func comparedJSON(w io.Writer, c any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}
