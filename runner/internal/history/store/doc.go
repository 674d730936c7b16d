// Package store keeps runs: one SQLite file with a row for each run, its observations and verdicts
// packed in another, and the answers that people gave to checklists.
//
// Only live runs are kept. A replay adds nothing to its fixture.
//
// # Whole runs only
//
// A run is written in one transaction, in SQLite's write-ahead log. Two processes that write at
// once wait for one another (up to [busyFor]); one that is killed at any point leaves the earlier
// runs, and its own whole or not at all. A machine that loses power may lose the last runs, never
// the file.
//
// A short run need not open the database, which would cost more than its requests: [beside.Leave]
// appends it, as one line, to a file next to the database, in one write under a lock. The next
// reader imports such runs first, so no query misses one. If it is killed, the runs stay there, and
// the next reader recognizes imported ones by their ids. Where many wait, a run imports them while
// it waits for responses ([TakeIn]), and ends without waiting for the disk.
//
// [DB.Close] merges the log into the file, which leaves one file that can be copied. A short
// process ends without it, as if killed: that saves two flushes to the disk, which cost ten times
// the rest. The log is merged whenever it has grown large.
//
// # The past, kept
//
// What all runs of a suite show together is kept next to them, and written in the transaction that
// adds a run: a query reads one row for each suite, however many runs there are. A query about the
// runs since a time reads those runs.
//
// # Nothing secret
//
// All writers, [DB.Add], [beside.Leave] and [DB.Answer], mask the secrets with the suite's own
// redactor. Runs are scanned once more before they are written, and refused if a secret is left.
//
// # Clocks
//
// The order of rows, never their times, says what came first: a clock may have been set back
// between two runs. Times are for display, and a negative span counts as unknown.
//
// Goals: cheap enough to be on by default; query results that do not depend on clock changes.
// Non-goals: bodies and headers (fixtures contain them), deciding whether to send (package engine
// calls [DB.LastLimit]), what a program without a database can do (package beside).
//
// A map of the files:
//
//	open.go     Open and Existing; Close
//	driver.go   hands the database to package beside
//	schema.go   the tables, and the version of them in a file
//	failure.go  errors about a file, in words
//	add.go      Add: a run, redacted, in one transaction
//	past.go     what all runs of a suite show together
//	rows.go     the rows of earlier releases, and their conversion
//	waiting.go  the runs that wait next to the file, taken in; TakeIn
//	known.go    cooldowns and answers, for programs without the database
//	answers.go  answers to checklists
//	forget.go   removes old runs
//	limit.go    when a target was last limited
//	filter.go   which rows a query is about
//	findings.go the past of findings and of limits, read once
//	days.go     verdicts by day
//	durations.go how long probes take
package store
