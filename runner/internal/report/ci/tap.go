package ci

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"assay/runner/internal/report"
)

// TAP writes the result in the Test Anything Protocol, version 14 (https://testanything.org): a test
// point for each finding and checklist item, with a YAML block for each that failed. What is
// inconclusive or pending is skipped, with its reason. A run that ended early bails out.
func TAP(w io.Writer, r *report.Result) error {
	out := bufio.NewWriterSize(report.Inert(w), 64<<10)
	points := 0
	for i := range r.Suites {
		t := r.Suites[i].Tally()
		points += t.Findings() + len(r.Suites[i].Checklist)
	}
	fmt.Fprintf(out, "TAP version 14\n1..%d\n", points)
	n := 0
	for i := range r.Suites {
		fmt.Fprintf(out, "# %s (%s)\n", oneLine(r.Suites[i].Suite), oneLine(r.Suites[i].File))
		for c := range r.Suites[i].Cases(r.Strict) {
			n++
			point(out, n, c)
		}
	}
	if r.EndedEarly() {
		fmt.Fprintf(out, "Bail out! the run ended early; %d findings were not judged\n", r.NotRun)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the TAP report: %w", err)
	}
	return nil
}

func point(w io.Writer, n int, c *report.Case) {
	ok := "ok"
	if c.Outcome == report.Failed {
		ok = "not ok"
	}
	fmt.Fprintf(w, "%s %d - %s", ok, n, described(c.Name))
	if c.Outcome == report.Skipped || c.Outcome == report.Waiting {
		fmt.Fprintf(w, " # SKIP %s", oneLine(c.Message))
	}
	fmt.Fprintln(w)
	if c.Outcome != report.Failed {
		return
	}
	fmt.Fprintln(w, "  ---")
	yaml(w, "message", c.Message)
	yaml(w, "severity", "fail")
	yaml(w, "kind", c.Kind)
	if c.At.Line > 0 {
		yaml(w, "at", c.At.String())
	}
	yaml(w, "detail", c.Text)
	fmt.Fprintln(w, "  ...")
}

// yaml writes a member of a YAML block; its value is a JSON string, which every YAML parser reads.
func yaml(w io.Writer, key, value string) {
	if value == "" {
		return
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(value) // a string always has an encoding
	fmt.Fprintf(w, "  %s: %s", key, b.String())
}

var tapEscapes = strings.NewReplacer(`\`, `\\`, "#", `\#`)

// described escapes a description: a "#" would begin a directive.
func described(s string) string { return tapEscapes.Replace(oneLine(s)) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
