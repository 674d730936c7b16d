package watch

import (
	"fmt"
	"io"
	"strings"

	"assay/runner/internal/report"
)

// mostFailures is how many failures of a broken finding [Markdown] shows, and mostText how many
// characters of each.
const (
	mostFailures = 5
	mostText     = 500
)

// Markdown writes changes for an issue: a table of them, then what came where a finding is broken.
// It writes nothing if nothing changed.
func Markdown(w io.Writer, changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString("| suite | finding | was | is |\n| --- | --- | --- | --- |\n")
	for i := range changes {
		c := &changes[i]
		was := c.Was
		if was == "" {
			was = "never judged"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | **%s** |\n", report.EscapeMarkdown(c.Suite), report.EscapeMarkdown(c.Title()), was, c.Verdict)
	}
	for i := range changes {
		if c := &changes[i]; c.Verdict == report.Broken {
			fmt.Fprintf(&b, "\n**%s** (`%s`)\n\n", report.EscapeMarkdown(c.Title()), c.At)
			for _, f := range c.Failures[:min(len(c.Failures), mostFailures)] {
				text := []rune(report.Line(fmt.Sprintf("%s: expected %s, got %s", f.Subject, f.Expected, f.Actual)))
				fmt.Fprintf(&b, "    %s\n", string(text[:min(len(text), mostText)]))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
