// Package judge turns evidence into verdicts: what was observed for a plan's
// probes is held against what its findings claim.
//
// A finding holds, is broken, or is inconclusive. Where nothing was observed, or the
// answer is one that the finding itself names as telling nothing (unless), nothing can
// be said. A claim that the answer contradicts is broken, whatever its control got; a
// control keeps it from holding, where it got the same answer. Only a refusal that both
// got alike (see refusal.go) excuses a claim that is not met. The table of docs/format.md
// is the whole of it. Judging is pure; it may be done twice and by many at once.
//
// Goals: no verdict without a reason that a person can act on; little work for a
// finding that holds. Non-goals: sending anything, showing anything.
//
// A map of the files:
//
//	model.go     Verdict and Evidence
//	reason.go    Reason: why a verdict is what it is, and its kinds
//	spec.go      a spec judged: the order of the questions
//	control.go   is the control's answer the same?
//	refusal.go   the refusals that tell nothing of what was asked
//	compared.go  do two answers that were compared tell anything?
//	captures.go  expectations that refer to other answers, bound
//	answers.go   the suite's name for an answer
//	when.go      is a probe to be sent, after what another was answered?
//	variant.go   evidence with one observation changed; outcomes without reasons
package judge

import (
	"context"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// Outcome of a spec.
type Outcome string

// The verdicts.
const (
	Holds        Outcome = "holds"
	Broken       Outcome = "broken"
	Inconclusive Outcome = "inconclusive"
	Pending      Outcome = "pending"
)

// Verdict is a spec judged, with the evidence.
type Verdict struct {
	Spec     *plan.Spec
	Outcome  Outcome
	Reason   Reason // why: none where the claim holds
	Failures []expect.Failure
	// Late says why the judging was not waited for; it is not to be judged again for its
	// parts then.
	Late expect.Late
	// Observation that was judged; nil for a pending spec.
	Observation *exchange.Observation
	// Answer is the first of the suite's answers that the observation meets, "" none.
	Answer string
}

// Evidence is what judging looks at: a plan and what was observed for it. It may
// be read from many goroutines.
type Evidence struct {
	plan         *plan.Plan
	observations []*exchange.Observation
	answers      map[string]*expect.Expectation
	named        []answer // by plan.Probe.Order; nil for a variant
	world        expect.World

	// changed is the probe of which a variant has another observation.
	changed *plan.Probe
	instead *exchange.Observation
}

// NewEvidence sets the observations of a plan beside it, indexed by
// plan.Probe.Order; nil where a probe was not observed.
func NewEvidence(p *plan.Plan, observations []*exchange.Observation) *Evidence {
	all := make([]*exchange.Observation, len(p.Probes))
	copy(all, observations)
	e := &Evidence{
		plan: p, observations: all,
		answers: make(map[string]*expect.Expectation, len(p.Suite.Answers)),
		named:   make([]answer, len(p.Probes)),
	}
	for _, a := range p.Suite.Answers {
		e.answers[a.ID] = a.Expect
	}
	e.world = expect.World{
		Observation: func(id string) *exchange.Observation { return e.beside(id, "") },
		Answer:      func(id string) *expect.Expectation { return e.answers[id] },
		Volatile:    &p.Suite.Volatile,
		Guard:       expect.NewGuard(context.Background(), p.Suite.Limits.Judge),
	}
	return e
}

// Guard bounds the judging.
func (e *Evidence) Guard() *expect.Guard { return e.world.Guard }

// Guarded is the same evidence under another guard; under its own where g is nil.
func (e *Evidence) Guarded(g *expect.Guard) *Evidence {
	if g == nil {
		return e
	}
	guarded := *e
	guarded.world.Guard = g
	return &guarded
}

// Under is the same evidence, whose judging ends with ctx: what is not judged by then
// is inconclusive.
func (e *Evidence) Under(ctx context.Context) *Evidence {
	return e.Guarded(e.world.Guard.Under(ctx))
}

// Add puts what was observed for p beside the rest. Nothing may be judged meanwhile, nor
// may have been that needs p.
func (e *Evidence) Add(p *plan.Probe, o *exchange.Observation) { e.observations[p.Order] = o }

// Observation is what was observed for p; nil when it was not asked for.
func (e *Evidence) Observation(p *plan.Probe) *exchange.Observation {
	switch p {
	case nil:
		return nil
	case e.changed:
		return e.instead
	}
	return e.observations[p.Order]
}

// World is what an expectation about p may look up: a probe with rows, named
// without one, is the row of p's own name.
func (e *Evidence) World(p *plan.Probe) *expect.World {
	if p == nil || p.Row == "" {
		return &e.world
	}
	w := e.world
	w.Observation = func(id string) *exchange.Observation { return e.beside(id, p.Row) }
	return &w
}

func (e *Evidence) beside(id, row string) *exchange.Observation {
	return e.Observation(e.plan.Beside(id, row))
}
