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
func (db *DB) Forget(ctx context.Context, before time.Time) (Forgotten, error) {
	f, err := db.forget(ctx, before, nil)
	if f.Runs > 0 {
		db.vacuum(ctx)
	}
	return f, err
}

// Bound removes, as Forget does, the runs of these suites alone: a run with another suite stays.
// Later runs fill the freed space, unless it is a quarter of the file or more: then it goes back to
// the disk.
func (db *DB) Bound(ctx context.Context, before time.Time, suites []string) (Forgotten, error) {
	f, err := db.forget(ctx, before, suites)
	if f.Runs == 0 {
		return f, err
	}
	var free, pages int
	row := db.sql.QueryRowContext(ctx, "SELECT f.freelist_count, p.page_count FROM pragma_freelist_count f, pragma_page_count p")
	if row.Scan(&free, &pages) == nil && free >= pages/4 {
		db.vacuum(ctx)
	}
	return f, err
}

// vacuum gives freed space back. Without space for a copy, the file keeps its size, and later runs
// fill it.
func (db *DB) vacuum(ctx context.Context) {
	_, _ = db.sql.ExecContext(ctx, "VACUUM")
	db.fold(ctx)
}

// forget removes the runs that started before a time: all of them, or those of some suites alone.
func (db *DB) forget(ctx context.Context, before time.Time, suites []string) (f Forgotten, err error) {
	if err := db.takeIn(ctx); err != nil {
		return f, err
	}
	err = db.change(ctx, func(tx *sql.Tx) error {
		old := `started < ? AND id NOT IN (SELECT run FROM cooldown WHERE id IN
			(SELECT max(id) FROM cooldown GROUP BY target))`
		args := []any{before.UnixMicro()}
		if len(suites) > 0 {
			old += " AND id NOT IN (SELECT run FROM part t WHERE NOT " + in("t.suite", len(suites)) + ")"
			for _, s := range suites {
				args = append(args, s)
			}
		}
		touched, err := suitesOf(ctx, tx, old, args)
		if err != nil {
			return err
		}
		for _, table := range []string{"part", "cooldown"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE run IN (SELECT id FROM run WHERE "+old+")", args...); err != nil {
				return err
			}
		}
		gone, err := tx.ExecContext(ctx, "DELETE FROM run WHERE "+old, args...)
		if err != nil {
			return err
		}
		n, err := gone.RowsAffected()
		if err != nil {
			return err
		}
		f.Runs = int(n)
		if err := rebuild(ctx, tx, touched); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, "SELECT count(*), coalesce(sum(started < ?), 0) FROM run", before.UnixMicro()).Scan(&f.Left, &f.Limits)
	})
	if err != nil {
		return Forgotten{}, failed(db.path, "cannot forget", err)
	}
	return f, nil
}

// suitesOf returns the names of the suites in the runs that a condition selects.
func suitesOf(ctx context.Context, tx *sql.Tx, condition string, args []any) ([]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT DISTINCT suite FROM part WHERE run IN (SELECT id FROM run WHERE "+condition+")", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}
