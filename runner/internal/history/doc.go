// Package history holds the past of a contract as values: what is kept of a run, and what many runs
// show together (since when a finding holds, how long a limit lasted).
//
// Goals: values that reports and the watch read without a database. Non-goals: the file that runs
// are kept in, and queries (package store).
//
// A map of the files:
//
//	model.go     Run, Part, Observation, Verdict, Answer: what is kept
//	redacted.go  a run without secrets
//	line.go      a run as a line of JSON
//	finding.go   since when a finding holds; flapping
//	days.go      Days: verdicts by day
//	past.go      Past: what many runs of a suite show together, a run at a time
//	marks.go     verdicts in order, a letter each
//	keyed.go     values in order, found by key
//	pastcode.go  a past as bytes
//	partcode.go  a part of a run as bytes
//	code.go      values to bytes and back
//	instant.go   times as they are kept
//	latency.go   how long the responses to a probe took
//	spell.go     how long limits lasted, and the bounds of their ends
//	told.go      whether the resets that responses named were true
//	limit.go     the last response that started a cooldown
//	sparkline.go numbers as a line of bars
package history
