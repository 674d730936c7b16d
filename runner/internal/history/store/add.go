package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"assay/runner/internal/history"
)

// Add keeps a run, whole or not at all, and once. It masks secrets first; if one is left, it writes
// nothing, and the error says where and of which kind it is.
func (db *DB) Add(ctx context.Context, r *history.Run) error {
	safe, err := r.Safe()
	if err != nil {
		return failed(db.path, "cannot take the run", err)
	}
	if err := db.takeIn(ctx); err != nil {
		return err
	}
	if err := db.add(ctx, safe); err != nil {
		return failed(db.path, "cannot take the run", err)
	}
	db.fold(ctx)
	return nil
}

// AddLines keeps the runs of lines that [history.Run.Line] returned, all of them or none. It leaves
// out those that are kept already, and lines that are no whole run.
func (db *DB) AddLines(ctx context.Context, lines []byte) error {
	if err := db.takeIn(ctx); err != nil {
		return err
	}
	if err := db.change(ctx, func(tx *sql.Tx) error { return addLines(ctx, tx, db.path, bytes.NewReader(lines), len(lines)) }); err != nil {
		return failed(db.path, "cannot take the runs", err)
	}
	db.fold(ctx)
	return nil
}

// Runs returns the ids of the runs since a time.
func (db *DB) Runs(ctx context.Context, since time.Time) (ids []string, err error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	rows, err := db.sql.QueryContext(ctx, "SELECT run FROM run WHERE started >= ?", since.UnixMicro())
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, failed(db.path, "cannot be read", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// add writes a run in one transaction.
func (db *DB) add(ctx context.Context, r *history.Run) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		past := &pasts{tx: tx}
		if err := addRows(ctx, tx, r, nil, past); err != nil {
			return err
		}
		return errors.Join(past.save(ctx), note(db.path, past.began))
	})
}

// addRows writes the rows of a run that is not in the tables yet, and takes it into the pasts of
// its suites. packed may be nil; see addParts.
func addRows(ctx context.Context, tx *sql.Tx, r *history.Run, packed [][]byte, past *pasts) error {
	run, err := addRun(ctx, tx, r)
	if err != nil || run == 0 {
		return err
	}
	return addParts(ctx, tx, run, r, packed, past)
}

// addParts writes the parts of a run, and takes them into the pasts of their suites. packed holds
// the binary forms of those parts that have one already.
func addParts(ctx context.Context, tx *sql.Tx, run int64, r *history.Run, packed [][]byte, past *pasts) error {
	at := history.Place{run}
	for i := range r.Parts {
		p := &r.Parts[i]
		var content []byte
		if i < len(packed) {
			content = packed[i]
		}
		if err := addPart(ctx, tx, run, p, content); err != nil {
			return err
		}
		of, err := past.suite(ctx, p.Suite)
		if err != nil {
			return err
		}
		at = of.AddPart(p, r.Started, at)
		past.began = append(past.began, began(p)...)
	}
	return nil
}

// change calls do in one transaction.
func (db *DB) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // of no use after a commit
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// addRun writes the row of a run, and returns its number; 0 if it is there already.
func addRun(ctx context.Context, tx *sql.Tx, r *history.Run) (id int64, err error) {
	observations, verdicts := 0, 0
	for i := range r.Parts {
		observations += len(r.Parts[i].Observations)
		verdicts += len(r.Parts[i].Verdicts)
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO run
		(run, mode, tool, vantage, started, duration, requests, interrupted, observations, verdicts) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (run) DO NOTHING`,
		r.ID, r.Mode, r.Tool, r.Vantage, r.Started.UnixMicro(), r.Duration.Microseconds(), r.Requests, r.Interrupted, observations, verdicts)
	if err != nil {
		return 0, err
	}
	if added, err := result.RowsAffected(); added == 0 || err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// addPart writes a part of a run; content is its binary form, nil if it has none yet.
func addPart(ctx context.Context, tx *sql.Tx, run int64, p *history.Part, content []byte) error {
	if content == nil {
		var err error
		if content, err = p.MarshalBinary(); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO part (run, suite, observations, verdicts, content) VALUES (?,?,?,?,?)",
		run, p.Suite, len(p.Observations), len(p.Verdicts), content); err != nil {
		return err
	}
	for _, c := range began(p) {
		var wait any
		if c.Tells {
			wait = c.Told.Microseconds()
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO cooldown (run, target, at, status, answer, told_wait) VALUES (?,?,?,?,?,?)",
			run, c.Target, c.At.UnixMicro(), c.Status, c.Answer, wait); err != nil {
			return err
		}
	}
	return nil
}
