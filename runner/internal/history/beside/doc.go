// Package beside keeps what stands beside a history and needs no database: the runs that wait for
// it, and what a run must know before it sends. It hands runs to the database (package store) where
// a program links one.
//
// # What is known
//
// The last response of each target that started a cooldown, and the answers to checklist items, are
// in a small file of JSON ([KnownFile]). A cooldown is noted as soon as its response is there,
// before anything else becomes of the run: whatever kills the process, others know of it. The file
// is written whole, under a lock, so that of several processes none loses what another noted. One
// that is damaged is an error, and nothing is sent: nobody knows what it said.
//
// Whoever begins a history begins this file. If only the history is there, an earlier release wrote
// it: package store then writes the file when it opens the history, and a program that does not
// link it says that it does not know.
//
// Goals: live runs of test programs that link no database. Non-goals: queries.
//
// A map of the files:
//
//	place.go    the default place of a history
//	linked.go   Database: whether the program links one
//	failure.go  errors about a file, in words
//	waiting.go  Leave: a run next to the history, until the next reader
//	known.go    Known: cooldowns and answers
package beside
