// Package history links the database of the history (SQLite) into a program of tests that needs
// more of it than to add its own live runs: live runs of suites with limits.cooldown, answered
// checklist items, -history FILE. The program imports it for that only:
//
//	import _ "assay/runner/history"
//
// Goals: a replay links no database, an eighth of a test program. Non-goals: an API of its own; the
// command links it by itself.
//
// A map of the files:
//
//	link.go the driver of the database
package history
