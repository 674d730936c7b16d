package store

import (
	"context"
	"database/sql"
	"time"

	"assay/runner/internal/history"
)

// mostMeasured is how many of the last runs tell how long a probe takes.
const mostMeasured = 20

// Durations returns how long the probes of suites took in the last runs before a time.
func (db *DB) Durations(ctx context.Context, suites []string, before time.Time) (map[history.SuiteProbe]time.Duration, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	var since sql.NullInt64
	err := db.sql.QueryRowContext(ctx, "SELECT min(started) FROM (SELECT started FROM run WHERE started < ? ORDER BY id DESC LIMIT ?)",
		before.UnixMicro(), mostMeasured).Scan(&since)
	var pasts []*history.Past
	if err == nil && since.Valid {
		pasts, err = db.pasts(ctx, Filter{Suites: suites, Since: time.UnixMicro(since.Int64), Until: before})
	}
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	return history.Durations(pasts...), nil
}
