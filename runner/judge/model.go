package judge

import (
	"assay/runner/exchange"
	"assay/runner/expect"
	"assay/runner/plan"
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
	Reason   string // why inconclusive or pending: one sentence, more lines may follow
	Failures []expect.Failure
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
}

// NewEvidence sets the observations of a plan beside it, indexed by
// plan.Probe.Order; nil where a probe was not observed.
func NewEvidence(p *plan.Plan, observations []*exchange.Observation) *Evidence {
	return &Evidence{plan: p, observations: observations}
}

// Spec judges one spec. It is pure: judging twice gives the same.
func (e *Evidence) Spec(s *plan.Spec) Verdict { return Verdict{Spec: s} }

// Answer is the first of the suite's answers that the observation of p meets, ""
// when it meets none or there is none.
func (e *Evidence) Answer(p *plan.Probe) string { return "" }

// Observation is what was observed for p; nil when it was not asked for.
func (e *Evidence) Observation(p *plan.Probe) *exchange.Observation { return e.observations[p.Order] }
