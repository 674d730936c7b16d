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
	Reason   string // why inconclusive or pending: one sentence
	Failures []expect.Failure
	// Observation that was judged; nil for a pending spec.
	Observation *exchange.Observation
	// Answer is the first of the suite's answers that the observation meets, "" none.
	Answer string
}
