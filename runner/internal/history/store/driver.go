package store

import (
	"context"

	"assay/runner/internal/history/beside"
)

// driver is the name of the database's driver in package database/sql.
const driver = "sqlite"

func init() {
	beside.Link(&beside.Driver{
		Open:     func(ctx context.Context, path string) (beside.Database, error) { return some(Open(ctx, path)) },
		Existing: func(ctx context.Context, path string) (beside.Database, error) { return some(Existing(ctx, path)) },
		TakeIn:   TakeIn,
	})
}

// some returns a database that is there as what it is for a run.
func some(db *DB, err error) (beside.Database, error) {
	if db == nil {
		return nil, err
	}
	return db, err
}

// Of returns the database that a run uses: nil for none.
func Of(db beside.Database, err error) (*DB, error) {
	own, _ := db.(*DB)
	return own, err
}
