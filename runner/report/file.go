package report

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Writer is one of the forms of a report: [JSON], [JUnit], [Markdown].
type Writer func(w io.Writer, r *Result) error

// File writes a report to path, whole or not at all: the old file stays until
// the new one is complete. "-" is stdout.
func File(path string, stdout io.Writer, r *Result, write Writer) error {
	if path == "-" {
		return write(stdout, r)
	}
	if err := file(path, r, write); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func file(path string, r *Result, write Writer) (err error) {
	if info, statErr := os.Stat(path); statErr == nil && !info.Mode().IsRegular() {
		return inPlace(path, r, write)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("the report cannot be written there: %w", err)
	}
	defer func() {
		if err != nil {
			tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if err = write(tmp, r); err != nil {
		return err
	}
	if err = tmp.Chmod(0o644); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// inPlace writes to what is no regular file and cannot be replaced: a pipe, or
// /dev/stdout.
func inPlace(path string, r *Result, write Writer) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := write(f, r); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
