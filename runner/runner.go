// Package runner is the whole pipeline in one place: suite → plan → observe →
// judge, for the doors that people use (the command, the Ginkgo suites).
//
// Goals: one way to run a document, whoever asks. Non-goals: showing anything
// (package report), specs (package spec).
package runner

import (
	"context"
	"time"

	"assay/runner/exchange"
	"assay/runner/fixture"
	"assay/runner/judge"
	"assay/runner/observe"
	"assay/runner/plan"
	"assay/runner/redact"
	"assay/runner/suite"
)

// Mode says where answers come from.
type Mode string

// The modes. Replay is the default: no network at all.
const (
	Replay Mode = "replay"
	Live   Mode = "live"
)

// Options are what a door adds to the documents.
type Options struct {
	Mode Mode // "" is Replay
	Load suite.Options

	// These override the documents' limits where they are not zero.
	Budget      int // most requests of the run, all documents together
	Rate        float64
	Concurrency int
	Timeout     time.Duration

	Proxy string
	Timed bool // replay streams at their recorded pace
	// Secret reads a secret's environment variable in a live run; nil: the process
	// environment.
	Secret   func(env string) (string, bool)
	RunID    string
	Progress func(observe.Progress)
}

// Document is one suite made ready: loaded, planned, its fixtures read.
type Document struct {
	Suite   *suite.Suite
	Plan    *plan.Plan
	Fixture *fixture.File // nil: it names none, or the file does not exist yet
	// Redact takes the secrets out of everything that is shown or written.
	Redact *redact.Redactor
}

// Open loads and plans the suites at the paths: files, folders (every
// *.suite.yaml below them), "folder/...". The error, when documents are wrong,
// is a source.Problems with every mistake of all of them.
func Open(paths []string, opts Options) ([]*Document, error) { return nil, nil }

// Run is a document observed: what came, ready to be judged.
type Run struct {
	*Document
	Evidence *judge.Evidence
	Set      *observe.Set
	Started  time.Time
	Duration time.Duration
}

// Observe sends (or replays) what judging these specs needs, each probe once;
// documents one after the other, sharing the budget. It returns when ctx ends at
// the latest, what was not sent by then being missing.
func Observe(ctx context.Context, d *Document, specs []*plan.Spec, opts Options) (*Run, error) {
	return nil, nil
}

// Observation is what was observed for a probe by id ("id" or "id[row]"); nil
// when there is none.
func (r *Run) Observation(probe string) *exchange.Observation {
	if p := r.Plan.Probe(probe); p != nil {
		return r.Evidence.Observation(p)
	}
	return nil
}
