package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// GitHub writes workflow commands that mark the broken and the inconclusive
// findings at their places in the documents.
func GitHub(w io.Writer, r *Result) error {
	out := bufio.NewWriter(Inert(w))
	for i := range r.Suites {
		for k := range r.Suites[i].Findings {
			annotate(out, &r.Suites[i].Findings[k], r.Strict)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing annotations: %w", err)
	}
	return nil
}

func annotate(w io.Writer, f *Finding, strict bool) {
	kind, message := "warning", f.Reason
	switch f.Verdict {
	case Broken:
		kind, message = "error", brokenMessage(f)
	case Inconclusive:
		if strict {
			kind = "error"
		}
	default:
		return
	}
	at := ""
	if f.At.Line > 0 {
		at = fmt.Sprintf("file=%s,line=%d,col=%d,", property(f.At.File), f.At.Line, f.At.Col)
	}
	verdict := f.Verdict
	if codes := f.codes(); codes != verdict {
		verdict += " (" + codes + ")"
	}
	fmt.Fprintf(w, "::%s %stitle=%s::%s\n", kind, at, property(verdict+": "+f.Claim), annotation(message))
}

func brokenMessage(f *Finding) string {
	var b strings.Builder
	for i := range f.Failures {
		e := &f.Failures[i]
		fmt.Fprintf(&b, "%s: expected %s, got %s (%s)\n", e.Subject, e.Expected, e.Actual, e.At)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotation escapes the message of a workflow command, line by line clean.
func annotation(s string) string { return dataEscapes.Replace(strings.Join(lines(s), "\n")) }

func property(s string) string { return propertyEscapes.Replace(clean(s)) }
