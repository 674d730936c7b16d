package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"

	"assay/runner/internal/history"
)

// mostWaiting is how many bytes of runs may wait beside a history: the process that
// leaves more takes them in itself.
const mostWaiting = 32 << 20

// waitingFile is where runs wait to be taken into the history at path: one line of
// JSON for each, in the order in which they ended.
func waitingFile(path string) string { return path + "-runs" }

// Leave keeps a run beside the history at path, whole or not at all, without opening
// the history, which costs more than a short run: whoever opens it next takes the
// run in, in the order in which runs were left. Secrets are taken out as by
// [DB.Add]. Folder and file are made where there are none; what stands in the way is
// a *[Failure].
func Leave(ctx context.Context, path string, r *history.Run) error {
	if !looksLikeHistory(path) {
		return addTo(ctx, path, r)
	}
	line, err := r.Line()
	if err != nil {
		return failed(path, "cannot take the run", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return failed(path, "cannot be made", err)
	}
	size, err := appendLine(waitingFile(path), line)
	if err != nil {
		return failed(path, "cannot be written", err)
	}
	if size > mostWaiting {
		db, err := Open(ctx, path)
		if err != nil {
			return err
		}
		return db.Close()
	}
	return nil
}

// addTo opens a history for one run.
func addTo(ctx context.Context, path string, r *history.Run) error {
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(db.Add(ctx, r), db.Close())
}

// The header of a SQLite file (its file format, section 1.3): what it begins with,
// and where the version of the tables and the application's mark are.
const (
	sqliteBegins  = "SQLite format 3\x00"
	versionAt     = 60
	applicationAt = 68
	sqliteHeader  = 100
)

// looksLikeHistory tells that nothing is known against runs being left beside this
// file: it is not there, or empty, or begins as a history does. A new history has its
// marks only in the log at first.
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

// appendLine appends a line, its end included, to a file while no other process writes to
// it, and gives the file's size. A line that a killed process left without its end is
// ended first; one that finds no room is taken back.
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
	begin := []byte{}
	if last := make([]byte, 1); before > 0 {
		if _, err := f.ReadAt(last, before-1); err != nil {
			return 0, err
		}
		if last[0] != '\n' {
			begin = []byte{'\n'}
		}
	}
	n, err := f.Write(append(begin, line...))
	if err != nil {
		return 0, errors.Join(err, f.Truncate(before))
	}
	return before + int64(n), nil
}

// waits reports whether runs wait beside the history at path.
func waits(path string) bool {
	info, err := os.Stat(waitingFile(path))
	return err == nil && info.Size() > 0
}

// takeIn puts the runs that wait into the tables, each in one transaction, and then
// empties their file. A process that is killed in between leaves runs that are in
// both: the next one knows them by their ids.
func (db *DB) takeIn(ctx context.Context) error {
	if !waits(db.path) {
		return nil
	}
	if err := db.takeInWaiting(ctx); err != nil {
		return failed(db.path, "cannot take in the runs that wait in "+waitingFile(db.path), err)
	}
	db.fold(ctx)
	return nil
}

func (db *DB) takeInWaiting(ctx context.Context) (err error) {
	f, err := lockedfile.OpenFile(waitingFile(db.path), os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	all, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(all) {
		var r history.Run
		// A line that is not whole is of a process that was killed while it wrote.
		if json.Unmarshal(line, &r) != nil || r.ID == "" {
			continue
		}
		known, err := db.knows(ctx, r.ID)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		if err := db.add(ctx, &r); err != nil {
			return fmt.Errorf("run %s: %w", r.ID, err)
		}
	}
	return f.Truncate(0)
}

// knows reports whether a run is in the tables.
func (db *DB) knows(ctx context.Context, id string) (known bool, err error) {
	err = db.sql.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM run WHERE run = ?)", id).Scan(&known)
	return known, err
}
