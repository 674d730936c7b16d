package store

import (
	"context"
	"time"

	"assay/runner/internal/history"
)

// Days adds the verdicts of the runs that the filter selects to days. A file of an earlier version
// that cannot be written has none.
func (db *DB) Days(ctx context.Context, f Filter, days *history.Days) error {
	if err := db.takeIn(ctx); err != nil {
		return err
	}
	if db.version < packed {
		return nil
	}
	err := eachPart(ctx, db.sql, f, func(_ int64, started time.Time, p *history.Part) { days.Add(p, started) })
	if err != nil {
		return failed(db.path, "cannot be read", err)
	}
	return nil
}
