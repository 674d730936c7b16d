package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"assay/runner/internal/history/beside"
)

// busyFor is how long a process waits for another that writes.
const busyFor = 10 * time.Second

// mostLog is the maximum size of the log before it is merged: reading a larger one would cost the
// next run more than merging costs this one.
const mostLog = 256 << 10

// DB is an open history. It may be used from many goroutines.
type DB struct {
	sql     *sql.DB
	path    string
	version int // of its tables; below schemaVersion only if it cannot be written
}

// Open opens a history, creates file and folder if they do not exist, and imports waiting runs. An
// error about the file is a *[beside.Failure].
func Open(ctx context.Context, path string) (*DB, error) {
	if err := create(path); err != nil {
		return nil, err
	}
	return open(ctx, path)
}

// create creates the file and its folder if they do not exist.
func create(path string) error {
	if err := beside.Begin(path); err != nil {
		return err
	}
	// SQLite would make it readable for all users.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return failed(path, "cannot be written", err)
	}
	return f.Close()
}

// Existing opens an existing history for queries, even if it cannot be written. It returns nil
// without an error if there is none.
func Existing(ctx context.Context, path string) (*DB, error) {
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist) && beside.WaitingSize(path) > 0:
		return Open(ctx, path)
	case errors.Is(err, fs.ErrNotExist), err != nil && errors.Is(err, syscall.ENOTDIR):
		return nil, nil
	case err != nil:
		return nil, failed(path, "cannot be read", err)
	}
	db, err := open(ctx, path)
	var failure *beside.Failure
	if err != nil && errors.As(err, &failure) && !failure.Wrong && folded(path) {
		// A full or read-only folder cannot hold the log, but reading needs none.
		if db, err := connect(ctx, path, url.Values{"immutable": {"1"}, "mode": {"ro"}}); err == nil {
			return db, nil
		}
	}
	return db, err
}

// folded reports whether everything is in the file: there are neither a log nor waiting runs.
func folded(path string) bool {
	info, err := os.Stat(path + "-wal")
	return (errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0) && beside.WaitingSize(path) == 0
}

func open(ctx context.Context, path string) (*DB, error) {
	db, err := writable(ctx, path)
	if err != nil {
		return nil, err
	}
	if err := db.takeIn(ctx); err != nil {
		db.sql.Close()
		return nil, err
	}
	db.tell(ctx)
	return db, nil
}

// writable opens a file for writing.
func writable(ctx context.Context, path string) (*DB, error) {
	return connect(ctx, path, url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyFor.Milliseconds()), "synchronous(normal)", "wal_autocheckpoint(0)",
	}})
}

func connect(ctx context.Context, path string, options url.Values) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, failed(path, "cannot be opened", err)
	}
	file := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(abs), RawQuery: options.Encode()}
	pool, err := sql.Open(driver, file.String())
	if err != nil {
		return nil, failed(path, "cannot be opened", err)
	}
	pool.SetMaxOpenConns(1)
	db := &DB{sql: pool, path: path}
	if err := db.prepare(ctx, options.Get("mode") == "ro"); err != nil {
		pool.Close()
		return nil, failed(path, "cannot be opened", err)
	}
	return db, nil
}

// Path returns the path of the file.
func (db *DB) Path() string { return db.path }

// Close merges the log into the file, which leaves a single file. A short process need not call it:
// the next one finds the log.
func (db *DB) Close() error {
	if db == nil {
		return nil
	}
	if err := db.sql.Close(); err != nil {
		return failed(db.path, "cannot be closed", err)
	}
	return nil
}

// fold merges the log if it has grown large. It ignores errors: what was written is in the log.
func (db *DB) fold(ctx context.Context) {
	if info, err := os.Stat(db.path + "-wal"); err == nil && info.Size() > mostLog {
		_, _ = db.sql.ExecContext(ctx, "PRAGMA wal_checkpoint(truncate)")
	}
}
