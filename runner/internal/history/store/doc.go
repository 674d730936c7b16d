// Package store remembers runs: one SQLite file with a row for each run,
// observation and verdict, and the answers that people gave to checklists.
//
// Only live runs are kept. A replay says what its fixture says, which is kept in
// the fixture.
//
// # Whole runs only
//
// A run is written in one transaction, in the write-ahead log beside the file.
// Two processes that write at once wait for one another (up to [busyFor]); one
// that is killed at any point leaves the runs before it, and its own whole or not
// at all. A machine that loses power may lose the last runs, never the file.
//
// A short run need not open the database, which would cost it more than its requests:
// [Leave] appends it, as one line, to a file beside it, in one write under a lock.
// Whoever asks next takes such runs in first, so an answer never lacks one; killed in
// the middle, it leaves them there, and the next one knows which it has by their ids.
//
// [DB.Close] folds the log into the file, and leaves one whole file to be copied.
// A short process ends without it, as a kill would: what that saves is two flushes
// to the disk, which cost ten times the rest. The log is folded in whenever it has
// grown large.
//
// # Nothing secret
//
// The ways in, [DB.Add], [Leave] and [DB.Answer], take the secrets out with the suite's own
// redactor. Runs are scanned once more as they are about to be written, and refused
// if anything is left.
//
// # Clocks
//
// What came after what is told by the order of rows, never by their times: a clock
// may have been set back between two runs. Times are for showing, and a span that
// would come out negative is not known.
//
// Goals: cheap enough to be on by default; the same answers whatever the clock
// did. Non-goals: bodies and headers (fixtures hold them), deciding whether to
// send (package engine asks [DB.LastLimit]).
//
// A map of the files:
//
//	place.go    where the file is when nobody says
//	open.go     Open and Existing; Close
//	schema.go   the tables, and which version of them a file has
//	failure.go  what can be wrong with a file, in words
//	add.go      Add: a run, redacted, in one transaction
//	waiting.go  Leave: a run beside the file, until somebody asks
//	answers.go  answers to checklists
//	forget.go   old runs, taken out
//	limit.go    when a target last said "too many"
//	filter.go   which rows a question is about
//	findings.go the past of findings and of limits, row by row
package store
