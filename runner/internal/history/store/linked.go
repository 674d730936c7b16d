package store

import (
	"database/sql"
	"errors"
	"slices"
)

// LinkPackage is the import path of the package that links the database into a program.
const LinkPackage = "assay/runner/history"

// driver is the name of the database's driver in package database/sql.
const driver = "sqlite"

// ErrUnlinked is the error of a program that needs the database and does not link it.
var ErrUnlinked = errors.New("this program does not link the history's database")

// LinkNext is what to do in a program that does not link the database.
const LinkNext = `add the import _ "` + LinkPackage + `" to the _test.go file that names the suites`

// Linked reports whether the program links the database. If it does not, it can only [Leave] runs.
func Linked() bool { return slices.Contains(sql.Drivers(), driver) }

// unlinked returns the error of a program that needs the database at path and does not link it.
func unlinked(path string) *Failure {
	return &Failure{Path: path, Message: "is not read: " + ErrUnlinked.Error(), Next: LinkNext, Wrong: true, Err: ErrUnlinked}
}
