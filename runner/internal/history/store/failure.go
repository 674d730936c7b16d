package store

import (
	"errors"
	"fmt"
	"io/fs"
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

var errNoHistory = errors.New("a database of something else")

type versionError struct{ version int }

func (e *versionError) Error() string { return fmt.Sprintf("version %d", e.version) }

const elsewhere = "name another file with --history, or move this one away"

// failed converts an error about a file to one that a person can act on. doing is what was tried,
// for errors without a better message.
func failed(path, doing string, err error) error {
	f := &Failure{Path: path, Message: doing + ": " + err.Error(), Next: elsewhere, Err: err}
	var already *Failure
	var version *versionError
	var leak *history.Leak
	switch code := codeOf(err); {
	case errors.As(err, &already):
		return err
	case errors.As(err, &leak):
		f.Message = "is not written to: " + err.Error()
	case errors.Is(err, errNoHistory):
		f.Message, f.Wrong = "is the database of another program", true
	case errors.As(err, &version) && version.version > schemaVersion:
		f.Message = fmt.Sprintf("was written by a newer assay (version %d of the file, this assay knows %d)", version.version, schemaVersion)
		f.Next, f.Wrong = "use that assay, or another file with --history", true
	case errors.As(err, &version):
		f.Message, f.Wrong = fmt.Sprintf("has version %d, which no assay wrote (this assay knows %d)", version.version, schemaVersion), true
	case code == notADatabase:
		f.Message, f.Wrong = "is no SQLite database", true
	case code == corrupt:
		f.Message, f.Wrong = "is damaged: "+err.Error(), true
		f.Next = "move it away, and a new one is begun"
	case code == full, isCode(err, noSharedMemory), errors.Is(err, syscall.ENOSPC):
		f.Message, f.Next = "has no room left on its disk", "free some space: what was kept before is whole"
	case code == busy:
		f.Message, f.Next = fmt.Sprintf("was kept busy by another process for %s", busyFor), "try again"
	case code == readOnly, code == cannotOpen, errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		f.Message, f.Next = "cannot be written: its folder or the file is read-only", "name another file with --history"
	}
	return f
}

// Result codes of SQLite (its list of result codes).
const (
	busy           = 5
	readOnly       = 8
	corrupt        = 11
	full           = 13
	cannotOpen     = 14
	notADatabase   = 26
	noSharedMemory = 10 | 19<<8 // SQLITE_IOERR_SHMSIZE, an extended code
)

// coded is an error of the driver, which a program need not link.
type coded interface {
	error
	Code() int
}

// codeOf returns the primary code of an SQLite error, 0 for others.
func codeOf(err error) int {
	var e coded
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// isCode reports whether an error has this extended code of SQLite.
func isCode(err error, code int) bool {
	var e coded
	return errors.As(err, &e) && e.Code() == code
}

func isBusy(err error) bool { return codeOf(err) == busy }

func notADirectory(err error) bool { return errors.Is(err, syscall.ENOTDIR) }
