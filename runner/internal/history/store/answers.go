package store

import (
	"context"
	"database/sql"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/secret/redact"
)

// Answer keeps a person's answer, with r's secrets masked. Earlier answers to the same item stay in
// the file; the last one counts, and an empty one revokes it.
func (db *DB) Answer(ctx context.Context, a history.Answer, r *redact.Redactor) error {
	err := db.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO answer (suite, item, answer, at) VALUES (?,?,?,?)",
			a.Suite, a.Item, r.String(a.Text), a.At.UnixMicro())
		return err
	})
	if err != nil {
		return failed(db.path, "cannot take the answer", err)
	}
	return nil
}

// Answers returns the answers to a suite's items by their ids. A nil DB has none.
func (db *DB) Answers(ctx context.Context, suite string) (map[string]history.Answer, error) {
	out := map[string]history.Answer{}
	if db == nil {
		return out, nil
	}
	rows, err := db.sql.QueryContext(ctx, "SELECT item, answer, at FROM answer WHERE suite = ? ORDER BY id", suite)
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		a := history.Answer{Suite: suite}
		var at int64
		if err := rows.Scan(&a.Item, &a.Text, &at); err != nil {
			return nil, failed(db.path, "cannot be read", err)
		}
		a.At = time.UnixMicro(at).UTC()
		if out[a.Item] = a; a.Text == "" {
			delete(out, a.Item)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	return out, nil
}
