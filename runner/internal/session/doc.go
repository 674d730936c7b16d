// Package session runs the documents of a Go test package for the entry points that
// people use there: package spec (Ginkgo) and package contract (plain testing).
//
// A session reads flags and environment, opens the documents, observes what is selected
// of them when the first verdict needs it, each probe at most once, and keeps the run in
// the history, in fixtures or in a comparison with them. How verdicts are shown, and
// which specs are selected, is the entry point's to say; see [Door].
//
// Goals: a framework for tests is one small package on top of this one, and all of them
// have the same flags, modes, messages and promises. Non-goals: any framework's words
// (neither Ginkgo nor package testing is imported), one pipeline (package engine).
//
// A map of the files:
//
//	session.go   Session and Door: documents opened, and what is wrong with them
//	options.go   flags and environment
//	uncached.go  runs that go test must not answer from its cache
//	document.go  a document's observations, made once
//	batch.go     what processes of one run tell one another
//	verdict.go   Judge and Observation
//	message.go   the text of a failure
//	diagnosis.go how the hypotheses stand
//	history.go   what is kept of a run, and taken from those before
//	fixtures.go  what was observed, written into the fixtures or compared with them
//	told.go      what could not be told, in one line after a run
package session
