// Package engine is the whole pipeline in one place: suite → plan → observe →
// judge, for the doors that people use (the command, the Ginkgo suites).
//
// Goals: one way to run a document, whoever asks. Non-goals: showing anything
// (package report), specs (package spec).
//
// A map of the files:
//
//	runner.go   Mode, Options, Document, Run: the values of the pipeline
//	open.go     Open: paths to documents, every mistake of all of them
//	masking.go  the secrets that a document compares with: have they a value?
//	paths.go    the suites at a path
//	tlsfiles.go the files that TLS connections are made with
//	observe.go  Observe and ObserveAll: documents to runs
//	cooldown.go Cooling: what was answered before, and until when nothing is sent
//	judge.go    runs to verdicts
//	failfast.go no more is sent once a finding is broken
//	diagnose.go runs to diagnoses; a live one step by step
//	keep.go     what the history keeps of a run
//	memory.go   Memory: the history as the doors use it
package engine

import (
	"strings"
	"time"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// Version of the project: what a fixture says it was captured by.
const Version = "0.1.0"

// Mode says where answers come from.
type Mode string

// The modes. Replay is the default: no network at all. Record is live, and what
// came is for package record to write down; so is drift, for package drift to
// compare with the fixtures.
const (
	Replay Mode = "replay"
	Live   Mode = "live"
	Record Mode = "record"
	Drift  Mode = "drift"
)

// NoneLeft is the budget of a run that spent all.
const NoneLeft = -1

// Modes are the words that a person may choose from.
var Modes = []Mode{Replay, Live, Record, Drift}

// Asks reports whether answers come from the network in this mode.
func (m Mode) Asks() bool { return m == Live || m == Record || m == Drift }

// On reports whether the value of an environment variable turns something on.
func On(value string) bool {
	switch strings.ToLower(value) {
	case "", "0", "false", "no", "off":
		return false
	}
	return true
}

// Options are what a door adds to the documents.
type Options struct {
	Mode Mode // "" is Replay
	Load suite.Options

	// These override the documents' limits where they are not zero.
	Budget      int // most requests of the run, all documents together; NoneLeft: none
	Rate        float64
	Concurrency int
	Timeout     time.Duration
	// AllowWrites sends what changes something although the suite has
	// limits.writes: ask.
	AllowWrites bool

	// FailFast sends nothing more once a finding is broken; see Run.Stopped.
	FailFast bool

	Proxy string
	Timed bool // replay streams at their recorded pace
	// Secret reads a secret's environment variable in a live run; nil: the process
	// environment.
	Secret func(env string) (string, bool)
	// Masks is given the redactor of every document as soon as its secrets are read,
	// for what a door shows of no document in particular; nil: nobody asks.
	Masks *redact.Masks
	RunID string
	// Progress is told how far a document has come, by one goroutine at a time; it
	// must be fast.
	Progress func(*Document, observe.Progress)
	// Sending is told of a probe before each of its requests is sent, by one goroutine
	// at a time; it must be fast. nil: nobody is.
	Sending func(*plan.Probe)
	// Pace keeps the rate of a run that observes in several steps; nil: one step.
	Pace *observe.Pace
	// Known are observations made before, indexed by plan.Probe.Order: they are
	// taken as they are, and their probes are not sent again.
	Known []*exchange.Observation
	// Cooling keeps live runs from sending while a suite's cooldown lasts; nil:
	// only what comes within the run counts.
	Cooling *Cooling
	// Answers gives a suite's answered checklist items, by id; nil: none is.
	Answers func(suite string) map[string]history.Answer
}

// Document is one suite made ready: loaded, planned, its fixtures read.
type Document struct {
	Suite   *suite.Suite
	Plan    *plan.Plan
	Fixture *fixture.File // nil: it names none, or the file does not exist yet
	// Redact takes the secrets out of everything that is shown or written.
	Redact *redact.Redactor
	// Masking is what Redact knows of the secrets that the document compares answers
	// with; nil: it compares with none.
	Masking *exchange.Masking
	// Index finds the answers of Fixture by request; it is made on first use, and
	// shared by documents with the same fixtures. It gives nil without fixtures.
	Index func() *fixture.Index
	// Answers are those given to the checklist, by item; each makes its pending
	// spec one that holds.
	Answers map[string]history.Answer
}

// Idle says that a document judges nothing: it has no finding, and no hypothesis for the
// diagnosis, so that its runs could only be green. "" where it has one.
func (d *Document) Idle() string {
	if len(d.Suite.Findings)+len(d.Suite.Hypotheses) > 0 {
		return ""
	}
	return "nothing is judged: the suite has no finding"
}

// Run is a document observed: what came, ready to be judged.
type Run struct {
	*Document
	Mode     Mode
	Evidence *judge.Evidence
	Set      *observe.Set
	Started  time.Time
	Duration time.Duration
}

// Judged is a run with its verdicts, in document order.
type Judged struct {
	Run      *Run
	Verdicts []judge.Verdict
	// Diagnosis is what the run says of the suite's hypotheses, and Stopped why a
	// live one ended early; nil without.
	Diagnosis *diagnose.Diagnosis
	Stopped   string
}

// Observation is what was observed for a probe by id ("id" or "id[row]"); nil
// when there is none.
func (r *Run) Observation(probe string) *exchange.Observation {
	if p := r.Plan.Probe(probe); p != nil {
		return r.Evidence.Observation(p)
	}
	return nil
}
