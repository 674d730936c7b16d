package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"assay/runner/internal/history/beside"
)

const (
	applicationID = beside.ApplicationID
	schemaVersion = beside.SchemaVersion
)

// packed is the version from which on the parts of runs are packed: before it, each observation and
// each verdict had a row.
const packed = 4

// schema defines the tables of version 1; migrations change them. Times are microseconds since
// 1970, durations microseconds. Rows are in the order in which they were written, which is what
// "before" and "after" mean. Since version 4 a part of a run is one packed row (part), next to what
// all runs of its suite show together (past) and the responses that started a cooldown (cooldown).
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

// migrations convert the tables of a version to those of the next.
var migrations = map[int]string{
	1: "ALTER TABLE verdict ADD COLUMN kind TEXT NOT NULL DEFAULT ''",
	2: `ALTER TABLE observation ADD COLUMN told_header TEXT NOT NULL DEFAULT '';
		ALTER TABLE observation ADD COLUMN told TEXT NOT NULL DEFAULT '';
		ALTER TABLE observation ADD COLUMN told_wait INTEGER;
		ALTER TABLE observation ADD COLUMN told_by TEXT NOT NULL DEFAULT ''`,
	3: `CREATE TABLE part (
			id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, suite TEXT NOT NULL,
			observations INTEGER NOT NULL, verdicts INTEGER NOT NULL, content BLOB NOT NULL
		) STRICT;
		CREATE TABLE past (suite TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
		CREATE TABLE cooldown (
			id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, target TEXT NOT NULL,
			at INTEGER NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, told_wait INTEGER
		) STRICT;
		CREATE INDEX cooldown_target ON cooldown (target, id)`,
	4: "", // the form of a past, of which the earlier one is read, too
}

// since is an SQL expression of columns that the tables have since a version, and what
// stands for them in a file of an earlier one, which is only read.
func (db *DB) since(version int, columns, before string) string {
	if db.version < version {
		return before
	}
	return columns
}

// prepare creates the tables in an empty file, migrates those of an earlier version, and refuses a
// file that is not a history or is of a later version. A read-only file keeps its version.
func (db *DB) prepare(ctx context.Context, readOnly bool) error {
	var err error
	if db.version, err = recognize(ctx, db.sql); err != nil || db.version == schemaVersion || readOnly && db.version > 0 {
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
	// Another process may have created them in the meantime.
	if db.version, err = recognize(ctx, tx); err != nil || db.version == schemaVersion {
		return err
	}
	for _, statement := range steps(db.version) {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	before := db.version
	db.version = schemaVersion
	if before < packed {
		if err := pack(ctx, tx, before == 0); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// steps returns the statements that migrate a file to schemaVersion.
func steps(version int) []string {
	var out []string
	if version == 0 {
		out, version = []string{schema}, 1
	}
	for ; version < schemaVersion; version++ {
		out = append(out, migrations[version])
	}
	return append(out, fmt.Sprintf("PRAGMA application_id = %d", applicationID), fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
}

// asks is a database or a transaction.
type asks interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// recognize returns the version of a history's tables; 0 if the file is empty.
func recognize(ctx context.Context, q asks) (int, error) {
	var id, version, tables int
	row := q.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id a, pragma_user_version v`)
	switch err := row.Scan(&id, &version, &tables); {
	case err != nil:
		return 0, err
	case id == 0 && version == 0 && tables == 0:
		return 0, nil
	case id != applicationID:
		return 0, errNoHistory
	case version < 1 || version > schemaVersion:
		return 0, &versionError{version}
	}
	return version, nil
}

// logAhead turns the write-ahead log on. SQLite does not wait for another process that does the
// same.
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
