package report

import (
	"fmt"
	"io"

	"assay/runner/internal/wholefile"
)

// Writer is one of the forms of a report: [JSON], [JUnit], [Markdown].
type Writer func(w io.Writer, r *Result) error

// Format is a form in which a result is written to a file or, with Folder, into a folder.
type Format struct {
	Flag   string // of the command, without "--"
	Ending string // of its files, without the dot; "" for a folder
	Help   string // of the flag, in pflag's format
	For    string // who reads it, for documentation; Markdown
	Write  Writer
	// Folder, in place of Write, writes the result into a folder.
	Folder func(folder string, r *Result) error
}

// Takes returns what the flag names, FILE or DIR.
func (f *Format) Takes() string {
	if f.Folder != nil {
		return "DIR"
	}
	return "FILE"
}

// Save writes a result to path, a file or a folder.
func (f *Format) Save(path string, stdout io.Writer, r *Result) error {
	if f.Folder != nil {
		return f.Folder(path, r)
	}
	return File(path, stdout, r, f.Write)
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
