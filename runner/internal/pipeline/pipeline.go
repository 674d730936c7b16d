// Package pipeline holds the values that pass through a run: a document, the run of it, the run
// with its verdicts.
//
// Package engine makes them; package report shows them, package record writes them down, package
// drift compares them with the fixtures.
//
// Goals: whoever looks at a run links neither the network nor the history's database. Non-goals:
// making a run.
//
// A map of the files:
//
//	pipeline.go Mode, Document, Run, Judged
//	verdict.go  runs to verdicts
package pipeline

import (
	"context"
	"slices"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
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

// Modes are the words that a person may choose from.
var Modes = []Mode{Replay, Live, Record, Drift}

// Asks reports whether answers come from the network in this mode.
func (m Mode) Asks() bool { return m == Live || m == Record || m == Drift }

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
	// Observations is indexed by plan.Probe.Order, at most one a probe; nil where the probe was
	// not needed.
	Observations []*exchange.Observation
	Requests     int // sent on the network; 0 in replay
	// Excess are the origins that sent bytes which belong to no answer: behind one, or while
	// nothing was asked. Sorted; nil in replay.
	Excess []string
	// Crash is a panic of our own that ended the run; nil without. What was answered before it
	// is there.
	Crash    *crash.Crash
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

// MergedExcess is what two runs of a document say of excess.
func MergedExcess(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// Replayer observes probes of a document in its fixtures, which asks no network: engine.Replay, for
// packages that do not link the engine. The probes are closed under what they depend on.
type Replayer func(ctx context.Context, d *Document, probes []*plan.Probe) (*Run, error)
