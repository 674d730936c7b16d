package report

import (
	"fmt"
	"io"

	"assay/runner/internal/wholefile"
)

// Writer is one of the forms of a report: [JSON], [JUnit], [Markdown].
type Writer func(w io.Writer, r *Result) error

// File writes a report to path, whole or not at all: the old file stays until
// the new one is complete. "-" is stdout.
func File(path string, stdout io.Writer, r *Result, write Writer) error {
	if path == "-" {
		return write(stdout, r)
	}
	if err := wholefile.WriteFrom(path, func(w io.Writer) error { return write(w, r) }); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
