package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"assay/runner/internal/history"
)

// LastLimit returns the last response of a target that started a cooldown; nil if there is none. A
// nil DB has none.
func (db *DB) LastLimit(ctx context.Context, target string, now time.Time) (*history.Limit, error) {
	if db == nil {
		return nil, nil
	}
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	var id, run, at int64
	var told sql.NullInt64
	l := &history.Limit{}
	row := db.sql.QueryRowContext(ctx, "SELECT id, run, at, status, answer, "+db.since(3, "told_wait", "NULL")+" FROM "+
		db.since(packed, "cooldown WHERE", "observation WHERE cools AND")+" target = ? ORDER BY id DESC LIMIT 1", target)
	switch err := row.Scan(&id, &run, &at, &l.Status, &l.Answer, &told); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, failed(db.path, "cannot be read", err)
	}
	l.At = time.UnixMicro(at).UTC()
	l.Told, l.Tells = time.Duration(told.Int64)*time.Microsecond, told.Valid
	if !l.At.After(now) {
		return l, nil
	}
	var started sql.NullInt64
	row = db.sql.QueryRowContext(ctx, "SELECT min(started) FROM run WHERE id > ? AND started <= ?", run, now.UnixMicro())
	if err := row.Scan(&started); err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	l.At, l.Bounded = now, true
	if started.Valid {
		l.At = time.UnixMicro(started.Int64).UTC()
	}
	return l, nil
}
