package store

import (
	"context"
	"database/sql"
	"time"
)

// Forgotten is what [DB.Forget] did.
type Forgotten struct {
	Runs int // removed
	Left int // remaining
	// Limits is how many of the remaining runs are older: each has the last response of a target that
	// started a cooldown, which must still be respected.
	Limits int
}

// Forget removes the runs that started before a time, all or none, and frees their disk space.
// Answers to checklists stay.
func (db *DB) Forget(ctx context.Context, before time.Time) (f Forgotten, err error) {
	if err := db.takeIn(ctx); err != nil {
		return f, err
	}
	err = db.change(ctx, func(tx *sql.Tx) error {
		const old = `started < ? AND id NOT IN (SELECT run FROM cooldown WHERE id IN
			(SELECT max(id) FROM cooldown GROUP BY target))`
		for _, table := range []string{"part", "cooldown"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE run IN (SELECT id FROM run WHERE "+old+")", before.UnixMicro()); err != nil {
				return err
			}
		}
		gone, err := tx.ExecContext(ctx, "DELETE FROM run WHERE "+old, before.UnixMicro())
		if err != nil {
			return err
		}
		n, err := gone.RowsAffected()
		if err != nil {
			return err
		}
		f.Runs = int(n)
		if n > 0 {
			if err := rebuild(ctx, tx); err != nil {
				return err
			}
		}
		return tx.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(started < ?), 0) FROM run", before.UnixMicro()).Scan(&f.Left, &f.Limits)
	})
	if err != nil {
		return Forgotten{}, failed(db.path, "cannot forget", err)
	}
	if f.Runs > 0 {
		// Without space for a copy, the file keeps its size, and later runs fill it.
		_, _ = db.sql.ExecContext(ctx, "VACUUM")
		db.fold(ctx)
	}
	return f, nil
}
