package compare

import (
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// Of compares the runs of one suite.
func Of(o *Observed) *Suite {
	s := &Suite{Observed: *o}
	s.findings()
	s.probes()
	return s
}

// verdictsAt judges the specs of target n, and returns its verdicts by the ids of the specs.
func (s *Suite) verdictsAt(n int) map[string]judge.Verdict {
	run := s.Runs[n]
	return byID(run.Verdicts(s.specsOf(run.Plan)))
}

// specsOf returns the specs of another plan that are those compared.
func (s *Suite) specsOf(p *plan.Plan) []*plan.Spec {
	wanted := make(map[string]bool, len(s.Specs))
	for _, spec := range s.Specs {
		wanted[spec.ID] = spec.Item == nil
	}
	var out []*plan.Spec
	for _, spec := range p.Specs {
		if wanted[spec.ID] {
			out = append(out, spec)
		}
	}
	return out
}

func byID(verdicts []judge.Verdict) map[string]judge.Verdict {
	out := make(map[string]judge.Verdict, len(verdicts))
	for i := range verdicts {
		out[verdicts[i].Spec.ID] = verdicts[i]
	}
	return out
}
