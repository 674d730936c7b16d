package store

import (
	"context"
	"database/sql"
	"time"

	"assay/runner/internal/history"
)

// Add keeps a run, whole or not at all. It masks secrets first; if one is left, it writes nothing,
// and the error says where and of which kind it is.
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

// add writes the rows of a run in one transaction.
func (db *DB) add(ctx context.Context, r *history.Run) error {
	return db.change(ctx, func(tx *sql.Tx) error { return addRows(ctx, tx, r) })
}

// addRows writes the rows of a run.
func addRows(ctx context.Context, tx *sql.Tx, r *history.Run) error {
	run, err := addRun(ctx, tx, r)
	if err != nil {
		return err
	}
	for i := range r.Parts {
		if err := addPart(ctx, tx, run, &r.Parts[i]); err != nil {
			return err
		}
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

func addRun(ctx context.Context, tx *sql.Tx, r *history.Run) (id int64, err error) {
	observations, verdicts := 0, 0
	for i := range r.Parts {
		observations += len(r.Parts[i].Observations)
		verdicts += len(r.Parts[i].Verdicts)
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO run
		(run, mode, tool, vantage, started, duration, requests, interrupted, observations, verdicts) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		r.ID, r.Mode, r.Tool, r.Vantage, r.Started.UnixMicro(), r.Duration.Microseconds(), r.Requests, r.Interrupted, observations, verdicts)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// addPart writes the rows of a part.
func addPart(ctx context.Context, tx *sql.Tx, run int64, p *history.Part) error {
	observation, err := tx.PrepareContext(ctx, `INSERT INTO observation
		(run, suite, probe, sample, target, at, duration, first_byte, status, answer, error, missing, limited, cools,
		told_header, told, told_wait, told_by) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	defer observation.Close()
	for i := range p.Observations {
		o := &p.Observations[i]
		var header, reading string
		var wait any
		if o.Told != nil {
			header, reading, wait = o.Told.Header, o.Told.Reading, o.Told.Wait.Microseconds()
		}
		_, err := observation.ExecContext(ctx, run, p.Suite, o.Probe, o.Sample, o.Target, micros(o.At), o.Duration.Microseconds(),
			o.FirstByte.Microseconds(), o.Status, o.Answer, o.Error, o.Missing, o.Limited, o.Cools,
			header, reading, wait, o.ToldBy)
		if err != nil {
			return err
		}
	}
	verdict, err := tx.PrepareContext(ctx, `INSERT INTO verdict
		(run, suite, finding, claim, probe, target, verdict, kind, reason) VALUES (?,?,?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	defer verdict.Close()
	for i := range p.Verdicts {
		v := &p.Verdicts[i]
		if _, err := verdict.ExecContext(ctx, run, p.Suite, v.Finding, v.Claim, v.Probe, v.Target, v.Verdict, v.Kind, v.Reason); err != nil {
			return err
		}
	}
	return nil
}

// micros converts a time to its stored form; nil for the zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}
