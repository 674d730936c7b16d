package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"

	"assay/runner/internal/history"
)

// mostWaiting is from how many bytes of waiting runs on [TakeIn] imports them. More would make one
// run much longer than the others, and the next query; less would open the history for a few runs
// each. Two runs wait in any case, up to amplyWaiting bytes: what a suite's runs show together is
// read and written once for three.
const (
	mostWaiting  = 256 << 10
	amplyWaiting = 16 << 20
)

// waitingFile returns the file of runs to be imported into the history at path: one line of JSON
// for each, in the order of their ends.
func waitingFile(path string) string { return path + "-runs" }

// Leave keeps a run in a file next to the history at path, whole or not at all, without opening
// the history, which costs more than a short run, and may not be possible ([Linked]). The next
// process that opens it imports the runs in the order in which they were left; Leave does once
// twice as many wait as [TakeIn] lets. Secrets are masked as by [DB.Add]. Leave creates folder and
// file if they do not exist; an error about them is a *[Failure].
func Leave(ctx context.Context, path string, r *history.Run) error {
	if !looksLikeHistory(path) {
		return addTo(ctx, path, r)
	}
	line, err := r.Line()
	if err != nil {
		return failed(path, "cannot take the run", err)
	}
	if !Linked() && waitingSize(path) > amplyWaiting {
		return &Failure{
			Path: path, Message: fmt.Sprintf("has over %d MiB of runs that wait in %s, and %v", amplyWaiting>>20, waitingFile(path), ErrUnlinked),
			Next: "take them in with assay history, or " + LinkNext, Err: ErrUnlinked,
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return failed(path, "cannot be made", err)
	}
	size, err := appendLine(waitingFile(path), line)
	if err != nil {
		return failed(path, "cannot be written", err)
	}
	if Linked() && size > min(2*mayWait(len(line)), amplyWaiting) {
		return takeInAll(ctx, path)
	}
	return nil
}

// TakeIn imports the runs that wait for the history at path if they are many, and if that is
// possible ([Linked]). A live run does so while it waits for responses, so that it takes no longer
// than others. fold, nil if nothing was imported, closes the history: that waits for the disk, and
// a process may end before it does.
func TakeIn(ctx context.Context, path string) (fold func(), err error) {
	many, err := manyWait(path)
	if !many || err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := writable(ctx, path)
	if err != nil {
		return nil, err
	}
	if _, err := db.importAll(ctx); err != nil {
		db.sql.Close()
		return nil, err
	}
	return func() {
		db.fold(ctx)
		_ = db.Close() // what was imported is in the log
	}, nil
}

// manyWait reports whether a run is to import those that wait for the history at path.
func manyWait(path string) (bool, error) {
	size := waitingSize(path)
	if !Linked() || size <= mostWaiting || !looksLikeHistory(path) {
		return false, nil
	}
	f, err := os.Open(waitingFile(path))
	if err != nil {
		return false, failed(path, "cannot be read", err)
	}
	defer f.Close()
	first, err := firstLine(f)
	if err != nil {
		return false, failed(path, "cannot be read", err)
	}
	return size > mayWait(first), nil
}

// firstLine returns the size of the first line.
func firstLine(r io.Reader) (size int, err error) {
	lines := bufio.NewReader(r)
	for {
		part, err := lines.ReadSlice('\n')
		size += len(part)
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return size, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return 0, err
		}
	}
}

// mayWait returns how many bytes of runs wait for the next run, of which one has size bytes.
func mayWait(size int) int64 { return min(max(mostWaiting, 2*int64(size)), amplyWaiting) }

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

// looksLikeHistory reports whether runs may be left next to this file: it does not exist, is
// empty, or begins like a history. A new history has its marks only in the log at first.
func looksLikeHistory(path string) bool {
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
		(application == applicationID && version == schemaVersion || application == 0 && version == 0)
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

// waits reports whether runs wait for the history at path.
func waits(path string) bool { return waitingSize(path) > 0 }

// waitingSize returns the bytes of the runs that wait for the history at path.
func waitingSize(path string) int64 {
	info, err := os.Stat(waitingFile(path))
	if err != nil {
		return 0
	}
	return info.Size()
}

// takeIn imports the waiting runs, each whole or not at all, and then empties their file. If the
// process is killed in between, runs are in both: the next one recognizes them by their ids.
func (db *DB) takeIn(ctx context.Context) error {
	imported, err := db.importAll(ctx)
	if imported {
		db.fold(ctx)
	}
	return err
}

// importAll is takeIn without merging the log; it reports whether runs waited.
func (db *DB) importAll(ctx context.Context) (imported bool, err error) {
	if !waits(db.path) {
		return false, nil
	}
	if err := db.importWaiting(ctx); err != nil {
		return false, failed(db.path, "cannot take in the runs that wait in "+waitingFile(db.path), err)
	}
	return true, nil
}

func (db *DB) importWaiting(ctx context.Context) (err error) {
	f, err := lockedfile.OpenFile(waitingFile(db.path), os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size := int(info.Size()) // who appends waits for the lock
	if err := db.change(ctx, func(tx *sql.Tx) error { return addLines(ctx, tx, f, size) }); err != nil {
		return err
	}
	return f.Truncate(0)
}

// lineRoom is how much memory the lines of runs are read into, as a rule.
const lineRoom = 128 << 10

// addLines imports the runs of lines, of size bytes, that are not in the tables yet.
func addLines(ctx context.Context, tx *sql.Tx, from io.Reader, size int) error {
	past := &pasts{tx: tx}
	var reader history.LineReader
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 0, min(lineRoom, size+1)), size+1)
	for lines.Scan() {
		// An incomplete line was left by a process that was killed while it wrote.
		r, packed, ok := reader.Read(lines.Bytes())
		if !ok {
			continue
		}
		known, err := knows(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		if err := addRows(ctx, tx, r, packed, past); err != nil {
			return fmt.Errorf("run %s: %w", r.ID, err)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return past.save(ctx)
}

// knows reports whether a run is in the tables.
func knows(ctx context.Context, tx *sql.Tx, id string) (known bool, err error) {
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM run WHERE run = ?)", id).Scan(&known)
	return known, err
}
