package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/rogpeppe/go-internal/lockedfile"

	"assay/runner/internal/garbage"
	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
)

// takenIn is how many times their text waiting runs allocate when they are taken in.
const takenIn = 7

// TakeIn imports the runs that wait for the history at path if they are many. A live run does so
// while it waits for responses, so that it takes no longer than others. fold, nil if nothing was
// imported, closes the history: that waits for the disk, and a process may end before it does.
func TakeIn(ctx context.Context, path string) (fold func(), err error) {
	many, err := manyWait(path)
	if !many || err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	garbage.Beside(beside.WaitingSize(path) * takenIn)
	db, err := writable(ctx, path)
	if err != nil {
		return nil, err
	}
	if _, err := db.importAll(ctx); err != nil {
		db.sql.Close()
		return nil, err
	}
	db.tell(ctx)
	return func() {
		db.fold(ctx)
		_ = db.Close() // what was imported is in the log
	}, nil
}

// manyWait reports whether a run is to import those that wait for the history at path.
func manyWait(path string) (bool, error) {
	size := beside.WaitingSize(path)
	if size <= beside.MayWait(0) || !beside.LooksLikeHistory(path) {
		return false, nil
	}
	f, err := os.Open(beside.WaitingFile(path))
	if err != nil {
		return false, failed(path, "cannot be read", err)
	}
	defer f.Close()
	first, err := firstLine(f)
	if err != nil {
		return false, failed(path, "cannot be read", err)
	}
	return size > beside.MayWait(first), nil
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
	if beside.WaitingSize(db.path) == 0 {
		return false, nil
	}
	if err := db.importWaiting(ctx); err != nil {
		return false, failed(db.path, "cannot take in the runs that wait in "+beside.WaitingFile(db.path), err)
	}
	return true, nil
}

func (db *DB) importWaiting(ctx context.Context) (err error) {
	f, err := lockedfile.OpenFile(beside.WaitingFile(db.path), os.O_RDWR, 0o600)
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
	if err := db.change(ctx, func(tx *sql.Tx) error { return addLines(ctx, tx, db.path, f, size) }); err != nil {
		return err
	}
	return f.Truncate(0)
}

// lineRoom is how much memory the lines of runs are read into, as a rule.
const lineRoom = 128 << 10

// addLines imports the runs of lines, of size bytes, that are not in the tables yet.
func addLines(ctx context.Context, tx *sql.Tx, path string, from io.Reader, size int) error {
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
		if err := addRows(ctx, tx, r, packed, past); err != nil {
			return fmt.Errorf("run %s: %w", r.ID, err)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return errors.Join(past.save(ctx), note(path, past.began))
}
