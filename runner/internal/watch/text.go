package watch

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"assay/runner/internal/report"
)

// Text writes changes for a terminal: broken findings in full; findings that are inconclusive for
// the same reason, or back to their verdict, in one line for all.
func Text(w io.Writer, changes []Change, style report.Style) error {
	var b strings.Builder
	for i := 0; i < len(changes); {
		n := 1
		for i+n < len(changes) && together(&changes[i], &changes[i+n]) {
			n++
		}
		group(&b, changes[i:i+n], style)
		i += n
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// together reports whether two changes are written as one.
func together(a, b *Change) bool {
	return a.Suite == b.Suite && a.Vantage == b.Vantage && a.Verdict == b.Verdict && a.Was == b.Was && a.Verdict != report.Broken && a.Reason == b.Reason
}

func group(b *strings.Builder, changes []Change, style report.Style) {
	c := &changes[0]
	what := c.Title()
	if len(changes) > 1 {
		ids := make([]string, len(changes))
		for i := range changes {
			ids[i] = cmp.Or(changes[i].Row, changes[i].ID)
		}
		what = fmt.Sprintf("%d findings of %s%s: %s", len(changes), c.Suite, c.from(), strings.Join(ids, ", "))
	}
	head := report.Headline(c.Verdict, what, style)
	if c.Was != "" && c.Was != c.Verdict {
		since := ""
		if c.Since != "" {
			since = " since " + report.Day(c.Since)
		}
		head += fmt.Sprintf("  (was %s%s)", c.Was, since)
	}
	fmt.Fprintf(b, "%s  %s\n", report.Day(c.Time), head)
	switch {
	case c.Verdict == report.Broken:
		b.WriteString(report.FailureText(&c.Finding, c.Observation, c.Control, style))
		b.WriteString("\n")
	case c.Reason != "":
		fmt.Fprintf(b, "    because   %s\n", report.Line(c.Reason))
	}
}
