package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"assay/runner/internal/history"
)

// fromRows makes pasts from the rows that an earlier release wrote, of the runs that the filter
// selects.
func (db *DB) fromRows(ctx context.Context, q queries, f Filter) (map[string]*history.Past, error) {
	out := map[string]*history.Past{}
	of := func(suite string) *history.Past {
		if out[suite] == nil {
			out[suite] = history.NewPast(suite)
		}
		return out[suite]
	}
	where, args := f.where()
	err := db.verdictRows(ctx, q, where, args, func(suite string, v *history.Verdict, started time.Time, at history.Place) {
		of(suite).AddVerdict(v, started, at)
	})
	if err != nil {
		return nil, err
	}
	if len(f.Probes) > 0 {
		where += " AND " + in("t.probe", len(f.Probes))
		for _, p := range f.Probes {
			args = append(args, p)
		}
	}
	return out, db.observationRows(ctx, q, where, args, func(suite string, o *history.Observation, at history.Place) {
		of(suite).AddObservation(o, at)
	})
}

// verdictRows calls tell for the verdicts that a condition selects, in order.
func (db *DB) verdictRows(ctx context.Context, q queries, where string, args []any, tell func(suite string, v *history.Verdict, started time.Time, at history.Place)) error {
	rows, err := q.QueryContext(ctx, `SELECT t.run, t.id, t.suite, t.finding, t.claim, t.probe, t.target, t.verdict, `+db.since(2, "t.kind", "''")+`, t.reason, r.started
		FROM verdict t JOIN run r ON r.id = t.run WHERE `+where+` ORDER BY t.id`, args...)
	if err != nil {
		return fmt.Errorf("the verdicts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v history.Verdict
		var at history.Place
		var suite string
		var started int64
		if err := rows.Scan(&at[0], &at[1], &suite, &v.Finding, &v.Claim, &v.Probe, &v.Target, &v.Verdict, &v.Kind, &v.Reason, &started); err != nil {
			return fmt.Errorf("the verdicts: %w", err)
		}
		tell(suite, &v, time.UnixMicro(started), at)
	}
	return rows.Err()
}

// observationRows calls tell for the observations that a condition selects, in order.
func (db *DB) observationRows(ctx context.Context, q queries, where string, args []any, tell func(suite string, o *history.Observation, at history.Place)) error {
	rows, err := q.QueryContext(ctx, `SELECT t.run, t.id, t.suite, t.probe, t.sample, t.target, t.at, t.duration, t.first_byte, t.status, t.answer, t.error, t.missing, t.limited, t.cools, `+
		db.since(3, "t.told_header, t.told, t.told_wait, t.told_by", "'', '', NULL, ''")+`
		FROM observation t JOIN run r ON r.id = t.run WHERE `+where+` ORDER BY t.id`, args...)
	if err != nil {
		return fmt.Errorf("the observations: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var o history.Observation
		var place history.Place
		var suite string
		var duration, first int64
		var told history.Told
		var at, wait sql.NullInt64
		if err := rows.Scan(&place[0], &place[1], &suite, &o.Probe, &o.Sample, &o.Target, &at, &duration, &first, &o.Status, &o.Answer, &o.Error, &o.Missing, &o.Limited, &o.Cools,
			&told.Header, &told.Reading, &wait, &o.ToldBy); err != nil {
			return fmt.Errorf("the observations: %w", err)
		}
		if wait.Valid {
			told.Wait = time.Duration(wait.Int64) * time.Microsecond
			o.Told = &told
		}
		if at.Valid {
			o.At = time.UnixMicro(at.Int64).UTC()
		}
		o.Duration, o.FirstByte = time.Duration(duration)*time.Microsecond, time.Duration(first)*time.Microsecond
		tell(suite, &o, place)
	}
	return rows.Err()
}

// pack converts the rows of an earlier release, which have the columns of version 3, to packed
// parts.
func pack(ctx context.Context, tx *sql.Tx, empty bool) error {
	if !empty {
		if err := packRuns(ctx, tx); err != nil {
			return err
		}
	}
	for _, table := range []string{"observation", "verdict"} {
		if _, err := tx.ExecContext(ctx, "DROP TABLE "+table); err != nil {
			return err
		}
	}
	return nil
}

func packRuns(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []string{"observation", "verdict"} {
		if _, err := tx.ExecContext(ctx, "CREATE INDEX "+table+"_run ON "+table+" (run, id)"); err != nil {
			return err
		}
	}
	runs, err := runIDs(ctx, tx)
	if err != nil {
		return err
	}
	past := &pasts{tx: tx}
	old := &DB{version: packed - 1}
	for _, id := range runs {
		r := history.Run{}
		part := func(suite string) *history.Part {
			for i := range r.Parts {
				if r.Parts[i].Suite == suite {
					return &r.Parts[i]
				}
			}
			r.Parts = append(r.Parts, history.Part{Suite: suite})
			return &r.Parts[len(r.Parts)-1]
		}
		err := old.verdictRows(ctx, tx, "t.run = ?", []any{id}, func(suite string, v *history.Verdict, started time.Time, _ history.Place) {
			p := part(suite)
			p.Verdicts, r.Started = append(p.Verdicts, *v), started
		})
		if err != nil {
			return err
		}
		err = old.observationRows(ctx, tx, "t.run = ?", []any{id}, func(suite string, o *history.Observation, _ history.Place) {
			p := part(suite)
			p.Observations = append(p.Observations, *o)
		})
		if err != nil {
			return err
		}
		if err := addParts(ctx, tx, id, &r, nil, past); err != nil {
			return err
		}
	}
	return past.save(ctx)
}

// runIDs returns the numbers of all runs, in order.
func runIDs(ctx context.Context, tx *sql.Tx) (ids []int64, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id FROM run ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
