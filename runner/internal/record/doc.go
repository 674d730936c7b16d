// Package record writes what a run observed into the suites' fixtures.
//
// A recording is all or nothing for each fixture file. It is refused, and the file
// left as it was, when the run ended early, when a connection failed that no
// finding is about, when the new file, replayed, would give another verdict on any
// finding than the run did, and when a secret stands in the bytes to be written.
//
// Goals: a fixture that is known to replay as the API answered; nothing of a secret
// on disk; entries of probes that were not sent untouched. Non-goals: sending
// (package runner), the format (package fixture), finding secrets (package redact).
//
// A map of the files:
//
//	record.go   Check and Runs: before a run, and after it
//	secrets.go  credentials in requests that no fixture may hold, said before a run
//	complete.go what of a run may be recorded
//	verify.go   the new file replayed: the same verdicts?
//	learned.go    what varies between recordings, as notes
//	unjudged.go what was not sent because no finding reads it
//	leaks.go    secrets in the bytes to be written
package record
