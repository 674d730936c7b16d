package mutate

import (
	"context"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// The mutants of a response are made in one place, unless an abandoned judgement may still read
// there what the last one was.
func TestAMutantLeavesWhatIsStillRead(t *testing.T) {
	change := &Mutant{change: func(o *exchange.Observation) { o.Status++ }}
	for _, abandoned := range []bool{false, true} {
		probe, recorded := &plan.Probe{}, &exchange.Observation{Status: 200}
		s := &subject{probe: probe, observation: recorded}
		ctx, abandon := context.WithCancel(t.Context())
		defer abandon()
		p := &plan.Plan{Suite: &suite.Suite{}, Probes: []*plan.Probe{probe}}
		j := &judging{evidence: judge.NewEvidence(p, []*exchange.Observation{recorded}).Under(ctx)}
		in := &shown{}
		j.show(in, s, change)
		first := in.mutant
		if abandoned {
			abandon()
		}
		j.show(in, s, change)
		if moved := in.mutant != first; moved != abandoned {
			t.Errorf("abandoned: %t; the next mutant is made elsewhere: %t", abandoned, moved)
		}
		if in.mutant.Status != 201 || in.evidence.Observation(probe) != in.mutant {
			t.Errorf("shown is %+v", in.evidence.Observation(probe))
		}
	}
}
