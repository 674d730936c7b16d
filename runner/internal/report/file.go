package report

import (
	"fmt"
	"io"

	"assay/runner/internal/wholefile"
)

// Writer is one of the forms of a report: [JSON], [JUnit], [Markdown].
type Writer func(w io.Writer, r *Result) error

// Format is a form in which a result is written to a file.
type Format struct {
	Flag   string // of the command, without "--"
	Ending string // of its files, without the dot
	Help   string // of the flag, in pflag's format
	For    string // who reads it, for documentation; Markdown
	Write  Writer
}

// File writes a report to path, whole or not at all: the old file remains until the new one is
// complete. "-" is stdout.
func File(path string, stdout io.Writer, r *Result, write Writer) error {
	if path == "-" {
		return write(stdout, r)
	}
	if err := wholefile.WriteFrom(path, func(w io.Writer) error { return write(w, r) }); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
