package outcome

import (
	"fmt"
	"strings"

	"assay/runner/internal/source"
)

// Failure is one unmet part of an expectation, as a value for printers.
type Failure struct {
	At       source.Pos
	Code     Code
	Subject  Subject
	Expected string // "404", `matching /^rate/`
	Actual   string // the actual value, with its type if that helps: `"no" (string)`
	Detail   string // more lines: the deepest path that exists, a diff, the event's number
	Next     string // what to do about it; "" if there is no general advice
	Limited  bool   // Next is what holds for every 429: who knows the suite may have better advice

	// Beside is the probe whose response this one was compared with (same_as, differs_from), otherwise
	// ""; Alike reports whether the two responses are equal but should differ.
	Beside string
	Alike  bool
}

// Text returns the failure as lines of plain text, like Gomega.
func (f *Failure) Text() string {
	var b strings.Builder
	b.WriteString("  " + f.Subject.String())
	fmt.Fprintf(&b, "\n    expected: %s\n    actual:   %s", f.Expected, f.Actual)
	for _, line := range []string{f.Detail, f.Next} {
		if line != "" {
			b.WriteString("\n    " + strings.ReplaceAll(line, "\n", "\n    "))
		}
	}
	return b.String()
}
