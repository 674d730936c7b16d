package engine

import (
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// stopped is the reason why a probe is not sent after the first broken finding of a FailFast run.
var stopped = exchange.Missing{Kind: exchange.FailedFast, Detail: "the run stopped at the first broken finding (--fail-fast)"}

// Stopped reports whether a spec has no verdict because a run with Options.FailFast
// stopped before what it needs was sent.
func Stopped(r *pipeline.Run, s *plan.Spec) bool {
	return slices.ContainsFunc(r.Plan.WithDeps(s.Needs...), func(p *plan.Probe) bool {
		o := r.Evidence.Observation(p)
		return o != nil && o.Missing.Kind == exchange.FailedFast
	})
}
