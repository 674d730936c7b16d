// Package check judges compiled expectations: the common part of all keys.
//
// Goals: pure judging without I/O, bounded in time; three outcomes; optional interfaces for further
// abilities of keys (examples, samples, cost). Non-goals: reading YAML, and individual keys.
//
// A map of the files:
//
//	check.go        Check, and its optional interfaces
//	expectation.go  Expectation: checks under their keys
//	moved.go        an expectation that is written at several places
//	judge.go        Judge and Outcome
//	alike.go        responses that are judged alike, without judging them
//	parts.go        conditions judged one by one
//	samples.go      the samples of a repeat
//	guard.go        the time limit of judging
//	world.go        the context of judging
//	reported.go     the known parts of a transcribed, masked or cut response
//	gist.go         an answer in a few words
//	examples.go     responses that meet an expectation
package check
