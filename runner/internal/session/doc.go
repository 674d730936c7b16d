// Package session runs the documents of a Go test package for the entry points that
// people use there: package spec (Ginkgo) and package contract (plain testing).
//
// A session reads flags and environment, opens the documents, observes what is selected of them
// when the first verdict needs it, each probe at most once, and keeps the run in the history, in
// fixtures or in a comparison with them. The entry point decides how verdicts are shown and which
// specs are selected; see [Door].
//
// Goals: supporting a test framework takes one small package on top of this one, and all frameworks
// share flags, modes, messages and promises. Non-goals: anything particular to a framework (neither
// Ginkgo nor package testing is imported), the pipeline (package engine).
//
// A map of the files:
//
//	session.go   Session and Door: documents opened, and what is wrong with them
//	options.go   flags and environment
//	uncached.go  runs that go test must not answer from its cache
//	document.go  a document's observations, made once
//	batch.go     what the processes of one run exchange
//	verdict.go   Judge and Observation
//	message.go   the text of a failure
//	diagnosis.go the statuses of the hypotheses
//	history.go   what is kept of a run, and read from earlier ones
//	fixtures.go  what was observed, written into the fixtures or compared with them
//	told.go      the inconclusive findings, in one line after a run
package session
