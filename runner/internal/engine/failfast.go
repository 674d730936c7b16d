package engine

import (
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// stopped is the reason why a probe is not sent after the first broken finding of a FailFast run.
var stopped = exchange.Missing{Kind: exchange.FailedFast, Detail: "the run stopped at the first broken finding (--fail-fast)"}

// watching judges specs as soon as what they need is observed, and stops sending at the first
// broken one.
type watching struct {
	run     *pipeline.Run
	waiting map[*plan.Probe][]*awaited
	broken  bool
}

// awaited is a spec with the number of observations that it still needs.
type awaited struct {
	spec *plan.Spec
	left int
}

// watch arranges for the specs to be judged while their probes are observed.
func watch(d *pipeline.Document, specs []*plan.Spec, opts Options, observing *observe.Options) {
	w := &watching{
		run:     &pipeline.Run{Document: d, Mode: opts.Mode, Evidence: judge.NewEvidence(d.Plan, observing.Known)},
		waiting: map[*plan.Probe][]*awaited{},
	}
	for _, s := range specs {
		if s.Probe == nil || !pipeline.PendingIn(opts.Mode, s).None() {
			continue
		}
		a := &awaited{spec: s}
		for _, p := range s.Needs {
			if w.run.Evidence.Observation(p) == nil {
				a.left++
				w.waiting[p] = append(w.waiting[p], a)
			}
		}
	}
	observing.Settled = w.settled
}

func (w *watching) settled(p *plan.Probe, o *exchange.Observation) exchange.Missing {
	w.run.Evidence.Add(p, o)
	for _, a := range w.waiting[p] {
		if a.left--; a.left == 0 && !w.broken {
			w.broken = w.run.Verdict(a.spec).Outcome == judge.Broken
		}
	}
	if w.broken {
		return stopped
	}
	return exchange.Missing{}
}

// Stopped reports whether a spec has no verdict because a run with Options.FailFast
// stopped before what it needs was sent.
func Stopped(r *pipeline.Run, s *plan.Spec) bool {
	return slices.ContainsFunc(r.Plan.WithDeps(s.Needs...), func(p *plan.Probe) bool {
		o := r.Evidence.Observation(p)
		return o != nil && o.Missing.Kind == exchange.FailedFast
	})
}
