package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// applicationID marks a SQLite file as a history: "ASSY" in its header.
const applicationID = 0x41535359

// schemaVersion is the version of the tables that this program reads and writes.
const schemaVersion = 1

// Times are microseconds since 1970, durations microseconds. Rows are in the
// order in which they were written, which is what "before" and "after" mean.
const schema = `
CREATE TABLE run (
	id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, mode TEXT NOT NULL, tool TEXT NOT NULL, vantage TEXT NOT NULL,
	started INTEGER NOT NULL, duration INTEGER NOT NULL, requests INTEGER NOT NULL, interrupted INTEGER NOT NULL,
	observations INTEGER NOT NULL, verdicts INTEGER NOT NULL
) STRICT;
CREATE TABLE observation (
	id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, suite TEXT NOT NULL, probe TEXT NOT NULL,
	sample INTEGER NOT NULL, target TEXT NOT NULL, at INTEGER, duration INTEGER NOT NULL, first_byte INTEGER NOT NULL,
	status INTEGER NOT NULL, answer TEXT NOT NULL, error TEXT NOT NULL, missing TEXT NOT NULL,
	limited INTEGER NOT NULL, cools INTEGER NOT NULL
) STRICT;
CREATE TABLE verdict (
	id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, suite TEXT NOT NULL, finding TEXT NOT NULL,
	claim TEXT NOT NULL, probe TEXT NOT NULL, target TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE TABLE answer (
	id INTEGER PRIMARY KEY, suite TEXT NOT NULL, item TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX observation_cools ON observation (target, id) WHERE cools;
CREATE INDEX answer_item ON answer (suite, item);
`

// prepare makes the tables in an empty file, and refuses one that is no history
// or of another version.
func (db *DB) prepare(ctx context.Context) error {
	ready, err := db.recognize(ctx, db.sql)
	if err != nil || ready {
		return err
	}
	if err := db.logAhead(ctx); err != nil {
		return err
	}
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // of no use after a commit
	// Another process may have made them in the meantime.
	if ready, err := db.recognize(ctx, tx); err != nil || ready {
		return err
	}
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	for _, pragma := range []string{"PRAGMA application_id = 1095979865", "PRAGMA user_version = 1"} {
		if _, err := tx.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// asks is a database or a transaction.
type asks interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// recognize reports whether the file is a history of this version; false without an
// error: it is empty.
func (db *DB) recognize(ctx context.Context, q asks) (bool, error) {
	var id, version, tables int
	row := q.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id a, pragma_user_version v`)
	switch err := row.Scan(&id, &version, &tables); {
	case err != nil:
		return false, err
	case id == 0 && version == 0 && tables == 0:
		return false, nil
	case id != applicationID:
		return false, errNoHistory
	case version != schemaVersion:
		return false, &versionError{version}
	}
	return true, nil
}

// logAhead turns the write-ahead log on. SQLite does not wait by itself for
// another process that does the same.
func (db *DB) logAhead(ctx context.Context) error {
	end := time.Now().Add(busyFor)
	for {
		_, err := db.sql.ExecContext(ctx, "PRAGMA journal_mode = wal")
		if err == nil || !isBusy(err) || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}
