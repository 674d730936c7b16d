package beside

import (
	"context"
	"errors"
	"time"

	"assay/runner/internal/history"
)

// LinkPackage is the import path of the package that links the database into a program.
const LinkPackage = "assay/runner/history"

// ErrUnlinked is the error of a program that needs the database and does not link it.
var ErrUnlinked = errors.New("this program does not link the history's database")

// LinkNext is what to do in a program that does not link the database.
const LinkNext = `add the import _ "` + LinkPackage + `" to the _test.go file that names the suites`

// Database is an open history, as a run uses it: package store has it.
type Database interface {
	Add(ctx context.Context, r *history.Run) error
	Answers(ctx context.Context, suite string) (map[string]history.Answer, error)
	LastLimit(ctx context.Context, target string, now time.Time) (*history.Limit, error)
	Close() error
}

// Driver opens histories.
type Driver struct {
	Open     func(ctx context.Context, path string) (Database, error)
	Existing func(ctx context.Context, path string) (Database, error) // nil without an error: none
	TakeIn   func(ctx context.Context, path string) (fold func(), err error)
}

var linked *Driver

// Link hands the database to the program. Package store calls it when it is initialized.
func Link(d *Driver) { linked = d }

// Linked reports whether the program links the database. If it does not, it can only [Leave] runs,
// and read what is [Known].
func Linked() bool { return linked != nil }

// Open opens a history, as store.Open does; the error of a program that does not link the database
// is a *[Failure].
func Open(ctx context.Context, path string) (Database, error) {
	if linked == nil {
		return nil, unlinked(path)
	}
	return linked.Open(ctx, path)
}

// Existing opens an existing history for queries, as store.Existing does; nil without an error if
// there is none.
func Existing(ctx context.Context, path string) (Database, error) {
	switch found, err := exists(path); {
	case err != nil:
		return nil, Failed(path, "cannot be read", err)
	case !found:
		return nil, nil
	case linked == nil:
		return nil, unlinked(path)
	}
	return linked.Existing(ctx, path)
}

// TakeIn imports the runs that wait for the history at path, as store.TakeIn does, if the program
// links the database.
func TakeIn(ctx context.Context, path string) (fold func(), err error) {
	if linked == nil {
		return nil, nil
	}
	return linked.TakeIn(ctx, path)
}

// unlinked returns the error of a program that needs the database at path and does not link it.
func unlinked(path string) *Failure {
	return &Failure{Path: path, Message: "is not read: " + ErrUnlinked.Error(), Next: LinkNext, Wrong: true, Err: ErrUnlinked}
}
