package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
)

// pasts are what the runs of suites show together, within a transaction that adds runs: each is
// read once, and written when all runs are in.
type pasts struct {
	tx *sql.Tx
	of map[string]*history.Past
	// began are the cooldowns that the runs began, as the file beside the history has them.
	began []beside.Cooldown
}

// scanned is a past as a value of its row, which is copied once only.
type scanned struct{ *history.Past }

// Scan reads the past.
func (s scanned) Scan(from any) error {
	content, _ := from.([]byte)
	return s.UnmarshalBinary(content)
}

// suite returns the past of a suite so far.
func (p *pasts) suite(ctx context.Context, suite string) (*history.Past, error) {
	if past := p.of[suite]; past != nil {
		return past, nil
	}
	past := history.NewPast(suite)
	err := p.tx.QueryRowContext(ctx, "SELECT content FROM past WHERE suite = ?", suite).Scan(scanned{past})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	if p.of == nil {
		p.of = map[string]*history.Past{}
	}
	p.of[suite] = past
	return past, err
}

// save writes what has been taken in.
func (p *pasts) save(ctx context.Context) error {
	for suite, past := range p.of {
		content, err := past.MarshalBinary()
		if err != nil {
			return err
		}
		if _, err := p.tx.ExecContext(ctx, "INSERT OR REPLACE INTO past (suite, content) VALUES (?, ?)", suite, content); err != nil {
			return err
		}
	}
	return nil
}

// rebuild makes the pasts of suites anew, from the parts of runs.
func rebuild(ctx context.Context, tx *sql.Tx, suites []string) error {
	if len(suites) == 0 {
		return nil
	}
	of := Filter{Suites: suites}
	where, args := of.where()
	if _, err := tx.ExecContext(ctx, "DELETE FROM past AS t WHERE "+where, args...); err != nil {
		return err
	}
	all, err := fromParts(ctx, tx, of)
	if err != nil {
		return err
	}
	return (&pasts{tx: tx, of: all}).save(ctx)
}

// pasts returns the pasts that the filter selects: kept ones, or, of the runs of a time or a
// vantage and of some probes, those that the runs make.
func (db *DB) pasts(ctx context.Context, f Filter) ([]*history.Past, error) {
	from := fromParts
	switch {
	case db.version < packed:
		from = db.fromRows
	case f.Since.IsZero() && f.Until.IsZero() && len(f.Probes) == 0 && len(f.Vantages) == 0:
		from = kept
	}
	of, err := from(ctx, db.sql, f)
	return slices.Collect(maps.Values(of)), err
}

// queries is a database or a transaction.
type queries interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// kept returns the kept pasts of the suites that the filter selects.
func kept(ctx context.Context, q queries, f Filter) (map[string]*history.Past, error) {
	out := map[string]*history.Past{}
	where, args := f.where()
	rows, err := q.QueryContext(ctx, "SELECT t.suite, t.content FROM past t WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var suite string
		var content sql.RawBytes
		if err := rows.Scan(&suite, &content); err != nil {
			return nil, err
		}
		out[suite] = history.NewPast(suite)
		if err := out[suite].UnmarshalBinary(content); err != nil {
			return nil, err
		}
	}
	return out, rows.Err()
}

// fromParts makes pasts from the parts of runs that the filter selects.
func fromParts(ctx context.Context, q queries, f Filter) (map[string]*history.Past, error) {
	out := map[string]*history.Past{}
	at := history.Place{}
	err := eachPart(ctx, q, f, func(run int64, started time.Time, p *history.Part) {
		if len(f.Probes) > 0 {
			p.Observations = slices.DeleteFunc(p.Observations, func(o history.Observation) bool { return !slices.Contains(f.Probes, o.Probe) })
		}
		if out[p.Suite] == nil {
			out[p.Suite] = history.NewPast(p.Suite)
		}
		if run != at[0] {
			at = history.Place{run}
		}
		at = out[p.Suite].AddPart(p, started, at)
	})
	return out, err
}

// eachPart reads the parts of runs that the filter selects, in their order; of its probes it knows
// nothing. A part is valid during the call.
func eachPart(ctx context.Context, q queries, f Filter, do func(run int64, started time.Time, p *history.Part)) error {
	where, args := f.where()
	rows, err := q.QueryContext(ctx, "SELECT t.run, t.suite, t.content, r.started FROM part t JOIN run r ON r.id = t.run WHERE "+where+" ORDER BY t.id", args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var p history.Part
	for rows.Next() {
		var run, started int64
		var content sql.RawBytes
		if err := rows.Scan(&run, &p.Suite, &content, &started); err != nil {
			return err
		}
		if err := p.UnmarshalBinary(content); err != nil {
			return err
		}
		do(run, time.UnixMicro(started), &p)
	}
	return rows.Err()
}
