package store

import (
	"cmp"
	"context"
	"database/sql"
	"strings"
	"time"

	"assay/runner/internal/history"
)

// Findings returns the past of every finding that the filter selects, in the order of first
// appearance.
func (db *DB) Findings(ctx context.Context, f Filter) ([]*history.Finding, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	where, args := f.where()
	rows, err := db.sql.QueryContext(ctx, `SELECT t.suite, t.finding, t.claim, t.probe, t.target, t.verdict, `+db.since(2, "t.kind", "''")+`, t.reason, r.started
		FROM verdict t JOIN run r ON r.id = t.run WHERE `+where+` ORDER BY t.id`, args...)
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	defer rows.Close()
	var out []*history.Finding
	known := map[[3]string]*history.Finding{}
	for rows.Next() {
		var v history.Verdict
		var suite string
		var at int64
		if err := rows.Scan(&suite, &v.Finding, &v.Claim, &v.Probe, &v.Target, &v.Verdict, &v.Kind, &v.Reason, &at); err != nil {
			return nil, failed(db.path, "cannot be read", err)
		}
		if v.Verdict == history.Pending || !f.takes(v.Finding) {
			continue
		}
		key := [3]string{suite, v.Finding, v.Target}
		finding := known[key]
		if finding == nil {
			finding = &history.Finding{Suite: suite, Finding: v.Finding, Target: v.Target}
			known[key], out = finding, append(out, finding)
		}
		finding.Add(&v, time.UnixMicro(at).UTC())
	}
	if err := rows.Err(); err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	for _, finding := range out {
		finding.Conclude()
	}
	return out, db.latencies(ctx, f, out)
}

// Limits returns what is known about every probe that the filter selects and that was ever limited,
// in the order of first appearance.
func (db *DB) Limits(ctx context.Context, f Filter) ([]*history.Limited, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	var limited bool
	if err := db.sql.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM observation WHERE limited)").Scan(&limited); err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	if !limited {
		return nil, nil // most histories: no need to go through every response
	}
	var out []*history.Limited
	known := map[[3]string]*history.Spelling{}
	err := db.observations(ctx, f, func(o *history.Observation, suite string, _ int64) {
		probe := cmp.Or(o.ToldBy, o.Probe)
		key := [3]string{suite, probe, o.Target}
		s := known[key]
		if s == nil {
			s = &history.Spelling{Limited: history.Limited{Suite: suite, Probe: probe, Target: o.Target}}
			known[key] = s
		}
		if s.Add(o) {
			out = append(out, &s.Limited)
		}
	})
	return out, err
}

// observations calls tell for every response, in order.
func (db *DB) observations(ctx context.Context, f Filter, tell func(o *history.Observation, suite string, run int64)) error {
	where, args := f.where()
	if len(f.Probes) > 0 {
		where += " AND t.probe IN (?" + strings.Repeat(",?", len(f.Probes)-1) + ")"
		for _, p := range f.Probes {
			args = append(args, p)
		}
	}
	rows, err := db.sql.QueryContext(ctx, `SELECT t.run, t.suite, t.probe, t.target, t.at, t.duration, t.status, t.answer, t.limited, `+
		db.since(3, "t.told_header, t.told, t.told_wait, t.told_by", "'', '', NULL, ''")+`
		FROM observation t JOIN run r ON r.id = t.run WHERE t.status > 0 AND t.at IS NOT NULL AND `+where+` ORDER BY t.id`, args...)
	if err != nil {
		return failed(db.path, "cannot be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var o history.Observation
		var suite string
		var run, at, duration int64
		var told history.Told
		var wait sql.NullInt64
		if err := rows.Scan(&run, &suite, &o.Probe, &o.Target, &at, &duration, &o.Status, &o.Answer, &o.Limited,
			&told.Header, &told.Reading, &wait, &o.ToldBy); err != nil {
			return failed(db.path, "cannot be read", err)
		}
		if wait.Valid {
			told.Wait = time.Duration(wait.Int64) * time.Microsecond
			o.Told = &told
		}
		o.At, o.Duration = time.UnixMicro(at).UTC(), time.Duration(duration)*time.Microsecond
		tell(&o, suite, run)
	}
	if err := rows.Err(); err != nil {
		return failed(db.path, "cannot be read", err)
	}
	return nil
}

// latencies adds the latencies of their probes to findings.
func (db *DB) latencies(ctx context.Context, f Filter, findings []*history.Finding) error {
	of := map[[3]string]*history.Latency{}
	for _, h := range findings {
		of[[3]string{h.Suite, h.Probe, h.Target}] = &history.Latency{}
	}
	err := db.observations(ctx, f, func(o *history.Observation, suite string, run int64) {
		if l := of[[3]string{suite, o.Probe, o.Target}]; l != nil {
			l.Add(run, o.Duration)
		}
	})
	for _, h := range findings {
		h.Latency = of[[3]string{h.Suite, h.Probe, h.Target}].Medians()
	}
	return err
}
