package beside

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"assay/runner/internal/history"
)

// Failure is an error about a history's file, which is unchanged.
type Failure struct {
	Path    string
	Message string // what is wrong, in words that continue the path
	Next    string // what a person can do
	// Wrong reports that this program cannot read the file as a history; otherwise the machine is the
	// cause (read-only, full, busy).
	Wrong bool
	Err   error
}

// Error returns file, problem and next step.
func (f *Failure) Error() string {
	text := fmt.Sprintf("the history %s %s", f.Path, f.Message)
	if f.Next != "" {
		text += "; " + f.Next
	}
	return text
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Failed converts an error about a file to one that a person can act on. doing is what was tried,
// for errors without a better message.
func Failed(path, doing string, err error) *Failure {
	f := &Failure{Path: path, Message: doing + ": " + err.Error(), Next: "name another file with --history, or move this one away", Err: err}
	var already *Failure
	var leak *history.Leak
	switch {
	case errors.As(err, &already):
		return already
	case errors.As(err, &leak):
		f.Message = "is not written to: " + err.Error()
	case errors.Is(err, syscall.ENOSPC):
		f.NoRoom()
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EISDIR):
		f.ReadOnly()
	}
	return f
}

// NoRoom has f say that the disk is full.
func (f *Failure) NoRoom() {
	f.Message, f.Next = "has no room left on its disk", "free some space: what was kept before is whole"
}

// ReadOnly has f say that the file cannot be written: it is a folder, or read-only.
func (f *Failure) ReadOnly() {
	if info, err := os.Stat(f.Path); err == nil && info.IsDir() {
		f.Message, f.Next = "is a folder", "name a file in it with --history"
		return
	}
	f.Message, f.Next = "cannot be written: its folder or the file is read-only", "name another file with --history"
}
