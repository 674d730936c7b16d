package compare

import (
	"assay/runner/internal/drift"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Observed is one suite as it was observed at several targets.
type Observed struct {
	Names []string        // of the targets
	Runs  []*pipeline.Run // by target
	// Again is the second sample of the first target, the control.
	Again *pipeline.Run
	// Specs are those of the first target that are judged.
	Specs []*plan.Spec
}

// Suite is a comparison of one suite's runs.
type Suite struct {
	Observed
	Findings []Finding // in the order of Specs, without checklist items
	Probes   []Probe   // those that some target was asked, in plan order
}

// Relation is what a verdict of another target is to that of the first.
type Relation string

// The relations.
const (
	Same    Relation = "same"
	Differs Relation = "differs"
	Unknown Relation = "unknown" // one of the two says nothing; Why says which, and why
)

// WhyKind is the stable code of a reason why two targets cannot be compared.
type WhyKind string

// The kinds of reasons.
const (
	// Flips: the two samples of the first target differ in what is compared, so that a difference
	// of another target means nothing.
	Flips WhyKind = "control_differs"
	// Inconclusive: the verdict at Target is inconclusive.
	Inconclusive WhyKind = "inconclusive"
	// RateLimited: Target refused because of a rate limit, and the other did not.
	RateLimited WhyKind = "rate_limited"
	// NoResponse: a request was sent to Target, and no response came.
	NoResponse WhyKind = "no_response"
	// NotSent: nothing was sent to Target.
	NotSent WhyKind = "not_sent"
	// NotThere: the suite does not have it, or does not judge it, at Target.
	NotThere WhyKind = "not_there"
)

// Why is the reason why something cannot be compared. The zero value is none.
type Why struct {
	Kind   WhyKind
	Target string // where
	Detail string // in words
}

// None reports whether there is no reason.
func (w Why) None() bool { return w.Kind == "" }

// Finding is one finding at all targets.
type Finding struct {
	Spec     *plan.Spec      // of the first target
	Verdicts []judge.Verdict // by target; without a Spec where there is none
	Again    judge.Verdict   // of the control
	Pairs    []FindingPair   // of the other targets, by target - 1
}

// FindingPair is what another target's verdict is to the first's.
type FindingPair struct {
	Relation Relation
	Why      Why // of Unknown
}

// Breaks reports whether the finding holds at the first target and is broken at another one.
func (f *Finding) Breaks(pair int) bool {
	return f.Pairs[pair].Relation == Differs && f.Verdicts[0].Outcome == judge.Holds
}

// Probe is the responses to one probe.
type Probe struct {
	Probe *plan.Probe // of the first target that has it
	// Unsteady lists how the control differs from the first target's own first sample, without
	// volatile parts.
	Unsteady []drift.Change
	Pairs    []ProbePair // of the other targets, by target - 1
}

// ProbePair is how another target's response differs from the first's.
type ProbePair struct {
	Changes []drift.Change
	Why     Why // not None: not compared
}

// Sample returns the run at target n and its verdicts; the control where n is the number of
// targets.
func (s *Suite) Sample(n int) (*pipeline.Run, []judge.Verdict) {
	run := s.Again
	if n < len(s.Runs) {
		run = s.Runs[n]
	}
	var out []judge.Verdict
	for i := range s.Findings {
		v := s.Findings[i].Again
		if n < len(s.Runs) {
			v = s.Findings[i].Verdicts[n]
		}
		if v.Spec != nil {
			out = append(out, v)
		}
	}
	return run, out
}
