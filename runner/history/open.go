package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// busyFor is how long a process waits for another that writes.
const busyFor = 10 * time.Second

// mostLog is how large the log beside the file may be before Leave folds it in:
// reading a larger one would cost the next run more than folding costs this one.
const mostLog = 256 << 10

// DB is an open history. It may be used from many goroutines.
type DB struct {
	sql  *sql.DB
	path string
}

// Open opens a history, and makes file and folder where there are none. What is
// wrong with the file is a *[Failure].
func Open(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, failed(path, "cannot be made", err)
	}
	// SQLite would make it readable for everybody.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, failed(path, "cannot be written", err)
	}
	f.Close()
	return open(ctx, path)
}

// Existing opens a history that is there, to ask it; nil without an error where
// there is none.
func Existing(ctx context.Context, path string) (*DB, error) {
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist), err != nil && notADirectory(err):
		return nil, nil
	case err != nil:
		return nil, failed(path, "cannot be read", err)
	}
	return open(ctx, path)
}

func open(ctx context.Context, path string) (*DB, error) {
	options := url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyFor.Milliseconds()), "synchronous(normal)", "wal_autocheckpoint(0)",
	}}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, failed(path, "cannot be opened", err)
	}
	file := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(abs), RawQuery: options.Encode()}
	pool, err := sql.Open("sqlite", file.String())
	if err != nil {
		return nil, failed(path, "cannot be opened", err)
	}
	pool.SetMaxOpenConns(1)
	db := &DB{sql: pool, path: path}
	if err := db.prepare(ctx); err != nil {
		pool.Close()
		return nil, failed(path, "cannot be opened", err)
	}
	return db, nil
}

// Path is the file.
func (db *DB) Path() string { return db.path }

// Close folds the log into the file: one whole file is left.
func (db *DB) Close() error {
	if db == nil {
		return nil
	}
	if err := db.sql.Close(); err != nil {
		return failed(db.path, "cannot be closed", err)
	}
	return nil
}

// Leave is Close for a process that ends now and is to end fast: what was written
// stays in the log, where every reader finds it, unless the log is so large that
// it is better folded in.
func (db *DB) Leave() error {
	if db == nil {
		return nil
	}
	if info, err := os.Stat(db.path + "-wal"); err == nil && info.Size() <= mostLog {
		return nil
	}
	return db.Close()
}
