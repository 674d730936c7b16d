// Package pipeline holds the values that pass through a run: a document, a run of it, the run with
// its verdicts.
//
// Package engine makes them; package report shows them, package record writes them into fixtures,
// package drift compares them with the fixtures.
//
// Goals: packages that read a run link neither the network nor the history's database. Non-goals:
// making a run.
//
// A map of the files:
//
//	pipeline.go Mode, Document, Run, Judged
//	verdict.go  runs to verdicts
//	cleanup.go  what is due to be cleaned up, and what was not
package pipeline

import (
	"context"
	"iter"
	"slices"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/fixture"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// Version of the project; a fixture names it as what captured a response.
const Version = "0.1.0"

// Mode says where responses come from.
type Mode string

// The modes. Replay is the default and uses no network at all. Record and Drift are live: package
// record writes the observations into the fixtures, package drift compares them with the fixtures.
const (
	Replay Mode = "replay"
	Live   Mode = "live"
	Record Mode = "record"
	Drift  Mode = "drift"
)

// Modes lists the modes that a person may choose.
var Modes = []Mode{Replay, Live, Record, Drift}

// Asks reports whether responses come from the network in this mode.
func (m Mode) Asks() bool { return m == Live || m == Record || m == Drift }

// Document is one suite made ready: loaded, planned, its fixtures read.
type Document struct {
	Suite   *suite.Suite
	Plan    *plan.Plan
	Fixture *fixture.File // nil if it names none, or the file does not exist yet
	// Redact masks the secrets in everything that is shown or written.
	Redact *redact.Redactor
	// Masking is what Redact knows of the secrets that the document compares responses with; nil if it
	// compares with none.
	Masking *exchange.Masking
	// Index finds the responses of Fixture by request; it is built on first use and shared by
	// documents with the same fixtures. It returns nil without fixtures.
	Index func() *fixture.Index
	// Answers holds the answers to checklist items, by item; each makes its pending spec hold.
	Answers map[string]history.Answer
	// Shelved is what is known of a document that was let go of once it was checked, and is opened
	// again to be run; nil: it is here. Until then its Suite has names only, and its Plan nothing.
	Shelved *Shelved
}

// Shelved is what is kept of a document that is not here.
type Shelved struct {
	Probes, Findings int
	Files            []Stamp // that it was read from
}

// Stamp tells a file from one that was written later.
type Stamp struct {
	Name    string
	Size    int64 // bytes; 0: there is no such file
	Changed int64 // nanoseconds since 1970, of the last change
}

// LetGo lets go of the fixtures, once the observations of a replay have all that is shown.
func (d *Document) LetGo() { d.Fixture, d.Index = nil, func() *fixture.Index { return nil } }

// Idle returns a message if a document judges nothing: it has neither a finding nor a hypothesis,
// so that no run of it could fail. Otherwise it returns "".
func (d *Document) Idle() string {
	if d.Shelved != nil || len(d.Suite.Findings)+len(d.Suite.Hypotheses) > 0 {
		return ""
	}
	return "nothing is judged: the suite has no finding"
}

// Run is an observed document, ready to be judged.
type Run struct {
	*Document
	Mode     Mode
	Evidence *judge.Evidence
	// Observations is indexed by plan.Probe.Order, at most one for each probe; nil if the probe was
	// not needed.
	Observations []*exchange.Observation
	Requests     int // sent on the network; 0 in replay
	// Early holds the verdicts of specs that were judged while others were observed, in the order of
	// the specs; those without an Outcome are not judged yet. See exchange.Released.
	Early []judge.Verdict
	// Outlines is indexed like Observations, and has what is still told of those that were let go of
	// ([exchange.Released]); nil: nothing is.
	Outlines []exchange.Outline
	// Excess lists the origins that sent bytes which belong to no response: after one, or without a
	// request. Sorted; nil in replay.
	Excess []string
	// Crash is a panic in Assay that ended the run; it may be nil. Observations made before it are
	// kept.
	Crash    *crash.Crash
	Started  time.Time
	Duration time.Duration
}

// Judged is a run with its verdicts, in document order.
type Judged struct {
	Run      *Run
	Verdicts []judge.Verdict
	// Diagnosis is what the run says about the suite's hypotheses, nil without any; Stopped is why a
	// live one ended early.
	Diagnosis *diagnose.Diagnosis
	Stopped   string
}

// Observation returns what was observed for a probe by id ("id" or "id[row]"); nil if nothing was.
func (r *Run) Observation(probe string) *exchange.Observation {
	if p := r.Plan.Probe(probe); p != nil {
		return r.Evidence.Observation(p)
	}
	return nil
}

// Told returns, in plan order, each probe with what is told of its observation: all of it, or its
// outline, which is valid until the next one.
func (r *Run) Told() iter.Seq2[*plan.Probe, *exchange.Observation] {
	return func(yield func(*plan.Probe, *exchange.Observation) bool) {
		var outlined exchange.Observation
		for _, p := range r.Plan.Probes {
			o := r.Evidence.Observation(p)
			if r.Outlined(p) {
				o = &outlined
				r.Outlines[p.Order].Fill(o)
			}
			if o != nil && o != exchange.Released && !yield(p, o) {
				return
			}
		}
	}
}

// Outlined reports whether of a probe's observation only its outline is told.
func (r *Run) Outlined(p *plan.Probe) bool {
	return r.Outlines != nil && r.Evidence.Observation(p) == exchange.Released
}

// Cools reports whether a response to a probe starts the suite's cooldown.
func (r *Run) Cools(p *plan.Probe, o *exchange.Observation) bool {
	c := r.Suite.Limits.Cooldown
	return c != nil && c.On != nil && o.Known() && c.On.Outcome(o, r.Evidence.World(p)) == expect.Met
}

// MergedExcess merges the Excess of two runs of a document.
func MergedExcess(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// Replayer observes probes of a document in its fixtures, without the network. It is engine.Replay,
// for packages that do not link the engine. The probes must be closed under their dependencies.
type Replayer func(ctx context.Context, d *Document, probes []*plan.Probe) (*Run, error)
