// Package engine is the whole pipeline in one place: suite → plan → observe →
// judge, for the doors that people use (the command, the Ginkgo suites).
//
// Goals: one way to run a document, whoever asks. Non-goals: showing anything
// (package report), specs (package spec).
//
// A map of the files:
//
//	runner.go   Options: what a person chooses; Hooks: what an entry point adds
//	open.go     Open: paths to documents, every mistake of all of them
//	masking.go  the secrets that a document compares with: have they a value?
//	paths.go    the suites at a path
//	tlsfiles.go the files that TLS connections are made with
//	selection.go which findings are judged
//	course.go   Course: a run under way, its budget, what it observed so far
//	loop.go     Judge: documents one after the other
//	observe.go  Observe: a document to its run
//	sender.go   who answers: the network, or the fixtures
//	cooldown.go Cooling: what was answered before, and until when nothing is sent
//	failfast.go no more is sent once a finding is broken
//	diagnose.go runs to diagnoses; a live one step by step
//	keep.go     what the history keeps of a run
//	memory.go   Memory: the history as the doors use it
package engine

import (
	"strings"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// On reports whether the value of an environment variable turns something on.
func On(value string) bool {
	switch strings.ToLower(value) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}

// Options are what a person chooses for a run, and the hooks of the entry point.
type Options struct {
	Mode pipeline.Mode // "" is Replay
	Load suite.Options
	// Secret reads a secret's environment variable in a live run; nil: the process
	// environment.
	Secret func(env string) (string, bool)

	// These override the documents' limits where they are not zero.
	Budget        int     // most requests of the run, all documents together
	RatePerSecond float64 // requests to each host
	Concurrency   int     // requests in flight to each host
	Timeout       time.Duration
	// AllowWrites sends what changes something although the suite has
	// limits.writes: ask.
	AllowWrites bool

	// FailFast sends nothing more once a finding is broken; see Stopped.
	FailFast bool

	Proxy string
	Timed bool // replay streams at their recorded pace

	Hooks
}

// Hooks are what an entry point is told, and what it is asked for. Each may be nil.
type Hooks struct {
	// Masks is given the redactor of every document as soon as its secrets are read,
	// for what an entry point shows of no document in particular.
	Masks *redact.Masks
	// Progress is told how far a document has come, by one goroutine at a time; it
	// must be fast.
	Progress func(*pipeline.Document, observe.Progress)
	// Cooling keeps live runs from sending while a suite's cooldown lasts; nil:
	// only what comes within the run counts.
	Cooling *Cooling
	// Answers gives a suite's answered checklist items, by id; nil: none is.
	Answers func(suite string) map[string]history.Answer
	// Sender answers the calls of a live run: another protocol; nil: HTTP over the network.
	Sender observe.Sender
}
