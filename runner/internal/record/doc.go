// Package record writes what a run observed into the suites' fixtures.
//
// A recording is all or nothing for each fixture file. It is refused, and the file unchanged, if
// the run ended early, if there was a transport error that no finding is about, if replaying the
// new file would give a different verdict on any finding, or if the bytes to be written contain a
// secret.
//
// Goals: a fixture that is known to replay like the API; no secret on disk; unchanged entries of
// probes that were not sent. Non-goals: sending (package runner), the format (package fixture),
// finding secrets (package redact).
//
// A map of the files:
//
//	record.go   Check and Runs: before a run, and after it
//	secrets.go  credentials in requests, which no fixture may contain, reported before a run
//	complete.go what of a run may be recorded
//	verify.go   the new file read back, and replayed where that is not enough: the same verdicts?
//	learned.go    what varies between recordings, in the entries and as notes
//	unjudged.go what was not sent because no finding reads it
//	leaks.go    secrets in the bytes to be written
package record
