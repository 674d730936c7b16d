package outcome

import (
	"fmt"
	"strings"

	"assay/runner/internal/source"
)

// Failure is one unmet part of an expectation: a value that printers show.
type Failure struct {
	At       source.Pos
	Code     Code
	Subject  Subject
	Expected string // "404", `matching /^rate/`
	Actual   string // what came, with its type where that helps: `"no" (string)`
	Detail   string // more lines: the deepest path that exists, a diff, the event's number
	Next     string // what to do about it, "" when nothing general can be said

	// Beside is the probe whose answer this one was compared with (same_as,
	// differs_from), "" where there was none; Alike tells that the two answers are
	// the same and were to differ.
	Beside string
	Alike  bool
}

// Text is the failure in plain lines, as Gomega shows one.
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
