// Package history links the database of the history (SQLite) into a program of tests that is to
// use a file of its own: -history FILE. The program imports it for that only:
//
//	import _ "assay/runner/history"
//
// Without it live runs are kept in the usual history all the same, and cooldowns and answers to
// checklists are known.
//
// Goals: a test links no database, a fifth of its program. Non-goals: an API of its own; the
// command links it by itself.
//
// A map of the files:
//
//	link.go the driver of the database
package history
