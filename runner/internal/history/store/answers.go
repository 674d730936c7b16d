package store

import (
	"context"
	"database/sql"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/secret/redact"
)

// Answer keeps a person's answer, with r's secrets masked. Earlier answers to the same item stay in
// the file; the last one counts, and an empty one revokes it.
func (db *DB) Answer(ctx context.Context, a history.Answer, r *redact.Redactor) error {
	a.Text = r.String(a.Text)
	err := db.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO answer (suite, item, answer, at) VALUES (?,?,?,?)",
			a.Suite, a.Item, a.Text, a.At.UnixMicro())
		return err
	})
	if err == nil {
		err = noted(db.path, func(k *beside.Known) { k.Answer(a) })
	}
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
	all, err := db.answersTo(ctx, "WHERE suite = ?", suite)
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	for _, a := range all {
		if out[a.Item] = a; a.Text == "" {
			delete(out, a.Item)
		}
	}
	return out, nil
}

// answersTo returns the answers to the items that a condition selects, in order.
func (db *DB) answersTo(ctx context.Context, where string, args ...any) (all []history.Answer, err error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT suite, item, answer, at FROM answer "+where+" ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var a history.Answer
		var at int64
		if err := rows.Scan(&a.Suite, &a.Item, &a.Text, &at); err != nil {
			return nil, err
		}
		a.At = time.UnixMicro(at).UTC()
		all = append(all, a)
	}
	return all, rows.Err()
}
