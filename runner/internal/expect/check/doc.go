// Package check judges compiled expectations: what every key has in common.
//
// Goals: pure judging without I/O, bounded in time; three outcomes; what a key can do beyond
// judging (examples, samples, cost) it says by an optional interface.
// Non-goals: reading YAML, and any single key.
//
// A map of the files:
//
//	check.go        Check, and what a check may do beside judging
//	expectation.go  Expectation: checks under their keys
//	judge.go        Judge and Outcome
//	parts.go        conditions judged one by one
//	samples.go      the samples of a repeat
//	guard.go        how long judging may take
//	world.go        what judging looks up
//	reported.go     what is known of a transcribed, masked or cut answer
//	gist.go         an answer in a few words
//	examples.go     answers that an expectation would take
package check
