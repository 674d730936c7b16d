package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"

	"assay/runner/internal/history/beside"
)

var errNoHistory = errors.New("a database of something else")

type versionError struct{ version int }

func (e *versionError) Error() string { return fmt.Sprintf("version %d", e.version) }

// failed is [beside.Failed] for errors of the database, too.
func failed(path, doing string, err error) error {
	f := beside.Failed(path, doing, err)
	if errors.As(err, new(*beside.Failure)) {
		return err
	}
	var version *versionError
	switch code := codeOf(err); {
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
	case code == full, isCode(err, noSharedMemory):
		f.NoRoom()
	case code == busy:
		f.Message, f.Next = fmt.Sprintf("was kept busy by another process for %s", busyFor), "try again"
	case code == readOnly, code == cannotOpen:
		f.ReadOnly()
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

// codeOf returns the primary code of an SQLite error, 0 for others.
func codeOf(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// isCode reports whether an error has this extended code of SQLite.
func isCode(err error, code int) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == code
}

func isBusy(err error) bool { return codeOf(err) == busy }
