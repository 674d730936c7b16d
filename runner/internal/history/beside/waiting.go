package beside

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/rogpeppe/go-internal/lockedfile"

	"assay/runner/internal/history"
)

// mostWaiting is from how many bytes of waiting runs on a live run imports them. More would make
// one run much longer than the others, and the next query; less would open the history for a few
// runs each. Two runs wait in any case, up to amplyWaiting bytes: what a suite's runs show together
// is read and written once for three.
const (
	mostWaiting  = 256 << 10
	amplyWaiting = 16 << 20
)

// ApplicationID marks a SQLite file as a history: "ASSY" in its header. SchemaVersion is the
// version of the tables that this program reads and writes.
const (
	ApplicationID = 0x41535359
	SchemaVersion = 5
)

// WaitingFile returns the file of runs to be imported into the history at path: one line of JSON
// for each, in the order of their ends.
func WaitingFile(path string) string { return path + "-runs" }

// Leave keeps a run in a file next to the history at path, whole or not at all, without opening
// the history, which costs more than a short run, and may not be possible ([Linked]). The next
// process that opens it imports the runs in the order in which they were left; Leave does once
// twice as many wait as store.TakeIn lets. Secrets are masked as by store.DB.Add. Leave creates
// folder and file if they do not exist; an error about them is a *[Failure].
func Leave(ctx context.Context, path string, r *history.Run) error {
	if !LooksLikeHistory(path) {
		return addTo(ctx, path, r)
	}
	line, err := r.Line()
	if err != nil {
		return Failed(path, "cannot take the run", err)
	}
	if !Linked() && WaitingSize(path) > amplyWaiting {
		return &Failure{
			Path: path, Message: fmt.Sprintf("has over %d MiB of runs that wait in %s, and %v", amplyWaiting>>20, WaitingFile(path), ErrUnlinked),
			Next: "take them in with assay history, or " + LinkNext, Err: ErrUnlinked,
		}
	}
	if err := Begin(path); err != nil {
		return err
	}
	size, err := appendLine(WaitingFile(path), line)
	if err != nil {
		return Failed(path, "cannot be written", err)
	}
	if Linked() && size > min(2*MayWait(len(line)), amplyWaiting) {
		return takeInAll(ctx, path)
	}
	return nil
}

// MayWait returns how many bytes of runs wait for the next run, of which one has size bytes.
func MayWait(size int) int64 { return min(max(mostWaiting, 2*int64(size)), amplyWaiting) }

// takeInAll opens a history for the runs that wait for it.
func takeInAll(ctx context.Context, path string) error {
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return db.Close()
}

// addTo opens a history for one run.
func addTo(ctx context.Context, path string, r *history.Run) error {
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(db.Add(ctx, r), db.Close())
}

// The header of a SQLite file (its file format, section 1.3): its first bytes, and the offsets of
// the version of the tables and the application's id.
const (
	sqliteBegins  = "SQLite format 3\x00"
	versionAt     = 60
	applicationAt = 68
	sqliteHeader  = 100
)

// LooksLikeHistory reports whether runs may be left next to this file: it does not exist, is
// empty, or begins like a history. A new history has its marks only in the log at first.
func LooksLikeHistory(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer f.Close()
	header := make([]byte, sqliteHeader)
	if _, err := io.ReadFull(f, header); err != nil {
		return errors.Is(err, io.EOF)
	}
	version := binary.BigEndian.Uint32(header[versionAt:])
	application := binary.BigEndian.Uint32(header[applicationAt:])
	return bytes.HasPrefix(header, []byte(sqliteBegins)) &&
		(application == ApplicationID && version == SchemaVersion || application == 0 && version == 0)
}

// exists reports whether there is a history at path, or runs wait for one.
func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return WaitingSize(path) > 0, nil
	case errors.Is(err, syscall.ENOTDIR):
		return false, nil
	}
	return false, err
}

// appendLine appends a line, which includes its line end, to a file under a lock, and returns the
// file's size. It first ends a line that a killed process left incomplete, and removes its own if
// there is not enough space.
func appendLine(path string, line []byte) (size int64, err error) {
	f, err := lockedfile.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	before, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	if last := make([]byte, 1); before > 0 {
		if _, err := f.ReadAt(last, before-1); err != nil {
			return 0, err
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	n, err := f.Write(line)
	if err != nil {
		return 0, errors.Join(err, f.Truncate(before))
	}
	return before + int64(n), nil
}

// WaitingSize returns the bytes of the runs that wait for the history at path.
func WaitingSize(path string) int64 {
	info, err := os.Stat(WaitingFile(path))
	if err != nil {
		return 0
	}
	return info.Size()
}

// makeFolder creates the folder of the history at path.
func makeFolder(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Failed(path, "cannot be made", err)
	}
	return nil
}
