// Package judge turns evidence into verdicts: it compares what was observed for a plan's probes
// with what its findings claim.
//
// A finding holds, is broken, or is inconclusive. It is inconclusive if nothing was observed, or if
// the response meets the finding's own `unless`. A claim that the response contradicts is broken,
// whatever its control got; a control that got the same response keeps it from holding. Only a
// refusal that both got (see refusal.go) excuses a claim that is not met. The table in
// docs/format.md is complete. Judging is pure; it may be repeated and run concurrently.
//
// Goals: every verdict has a reason that a person can act on; a finding that holds costs little.
// Non-goals: sending anything, showing anything.
//
// A map of the files:
//
//	model.go     Verdict and Evidence
//	reason.go    Reason: why a verdict is what it is, and its kinds
//	spec.go      a spec judged: the order of the questions
//	control.go   is the control's response the same?
//	refusal.go   refusals that say nothing about what was requested
//	compared.go  do two compared responses say anything?
//	captures.go  expectations that refer to other responses, bound
//	answers.go   the suite's name for an answer
//	when.go      is a probe to be sent, given another's response?
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
	// Late says why judging was abandoned before it ended; then the parts must not be judged again.
	Late expect.Late
	// Observation that was judged; nil if the spec is pending.
	Observation *exchange.Observation
	// Answer names the first of the suite's answers that the observation meets; it may be empty.
	Answer string
}

// Evidence is the input of judging: a plan and what was observed for it. It may be read from many
// goroutines.
type Evidence struct {
	plan         *plan.Plan
	observations []*exchange.Observation
	answers      map[string]*expect.Expectation
	named        []answer // by plan.Probe.Order; nil in a variant, and of a suite without answers
	world        expect.World

	// changed is the probe whose observation a variant replaces.
	changed *plan.Probe
	instead *exchange.Observation
}

// NewEvidence combines a plan with its observations, which are indexed by plan.Probe.Order and nil
// for a probe that was not observed.
func NewEvidence(p *plan.Plan, observations []*exchange.Observation) *Evidence {
	all := make([]*exchange.Observation, len(p.Probes))
	copy(all, observations)
	e := &Evidence{
		plan: p, observations: all,
		answers: make(map[string]*expect.Expectation, len(p.Suite.Answers)),
	}
	if len(p.Suite.Answers) > 0 {
		e.named = make([]answer, len(p.Probes))
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

// Guarded returns the same evidence under the guard g; if g is nil, under its own.
func (e *Evidence) Guarded(g *expect.Guard) *Evidence {
	if g == nil {
		return e
	}
	guarded := *e
	guarded.world.Guard = g
	return &guarded
}

// Under returns the same evidence, whose judging ends with ctx: what is not judged by then is
// inconclusive.
func (e *Evidence) Under(ctx context.Context) *Evidence {
	return e.Guarded(e.world.Guard.Under(ctx))
}

// Add adds what was observed for p. No spec may be judged meanwhile, and none that needs p may have
// been judged before.
func (e *Evidence) Add(p *plan.Probe, o *exchange.Observation) { e.observations[p.Order] = o }

// Observation returns what was observed for p; nil if p was not observed.
func (e *Evidence) Observation(p *plan.Probe) *exchange.Observation {
	switch p {
	case nil:
		return nil
	case e.changed:
		return e.instead
	}
	return e.observations[p.Order]
}

// World returns what an expectation about p may look up: the name of a probe with rows, without a
// row, means the row with the same name as p's.
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
