package engine

import (
	"context"
	"net/http"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
)

// releasing judges specs as soon as their only probe is observed.
type releasing struct {
	run   *pipeline.Run
	early []judge.Verdict // of the specs, in their order
	// first is, by plan.Probe.Order, the number of the first spec of a probe, and next, by the number
	// of a spec, that of the next one of the same probe; both from 1, 0 for none. A probe with
	// inUse as its first spec must keep its observation.
	first, next []int32
	outlines    []exchange.Outline // pipeline.Run.Outlines
	// ours: who made the observations does not know them any more.
	ours bool
	held held
}

const inUse = -1

// releasable reports whether nothing in a document reads an observation but the findings: neither
// other probes, nor hypotheses, nor what a run tells beside its verdicts, nor Hooks.Verdict.
func releasable(d *pipeline.Document, opts Options, s step) bool {
	of := d.Suite
	if opts.FailFast || opts.Verdict != nil || s.known != nil || s.sender != nil ||
		len(of.Hypotheses) > 0 || len(of.Answers) > 0 || of.OpenAPI != "" || of.Limits.Cooldown != nil {
		return false
	}
	return d.Plan.Independent()
}

// release arranges for the specs of one probe to be judged while others are observed; if all of
// them hold, the observation is let go of. observing fills in run.Early and run.Outlines, and
// releasing.rest ends it.
func release(ctx context.Context, run *pipeline.Run, specs []*plan.Spec, opts Options, s step, observing *observe.Options) *releasing {
	d := run.Document
	r := &releasing{
		run:   &pipeline.Run{Document: d, Mode: opts.Mode, Evidence: judge.NewEvidence(d.Plan, nil).Under(ctx)},
		early: make([]judge.Verdict, len(specs)),
		first: make([]int32, len(d.Plan.Probes)),
		next:  make([]int32, len(specs)+1),
		ours:  !opts.Mode.Asks() || opts.Sender == nil || opts.Remote != nil || s.remote != nil,
	}
	for i, s := range specs {
		r.early[i].Spec = s
		if len(s.Needs) == 1 && r.first[s.Needs[0].Order] != inUse {
			first := &r.first[s.Needs[0].Order]
			r.next[i+1], *first = *first, int32(i+1) //nolint:gosec // a suite has fewer specs
			continue
		}
		r.keep(s)
	}
	if opts.Outline {
		r.outlines = make([]exchange.Outline, len(d.Plan.Probes))
		for _, s := range d.Plan.Specs { // a brief report has the responses behind what is pending
			if !pipeline.PendingIn(opts.Mode, s).None() {
				r.keep(s)
			}
		}
	}
	if opts.Holds != nil {
		r.held = held{holds: opts.Holds(d), kept: make([]*exchange.Observation, len(d.Plan.Probes))}
	}
	observing.Observed = r.observed
	run.Early, run.Outlines = r.early, r.outlines
	return r
}

// keep has the observations that s needs kept.
func (r *releasing) keep(s *plan.Spec) {
	for _, p := range s.Needs {
		r.first[p.Order] = inUse
	}
}

// observed judges the specs of p, each of which only one goroutine sees.
func (r *releasing) observed(p *plan.Probe, o *exchange.Observation) *exchange.Observation {
	if r.first[p.Order] <= 0 || !o.Known() {
		return o
	}
	r.run.Evidence.Add(p, o)
	hold := true
	for n := r.first[p.Order]; n > 0; n = r.next[n] {
		v := r.run.Verdict(r.early[n-1].Spec)
		r.early[n-1] = v
		hold = hold && v.Outcome == judge.Holds
	}
	if !hold || r.outlines != nil && !outlined(o) {
		return o
	}
	if r.held.holds == nil {
		r.letGo(p, o)
	} else {
		r.ask(r.held.with(p, o))
	}
	return exchange.Released
}

// letGo lets go of the observation of p, whose specs hold.
func (r *releasing) letGo(p *plan.Probe, o *exchange.Observation) {
	if r.outlines != nil {
		r.outlines[p.Order] = exchange.OutlineOf(o)
	}
	r.run.Evidence.Add(p, exchange.Released)
	for n := r.first[p.Order]; n > 0; n = r.next[n] {
		r.early[n-1].Observation = exchange.Released
	}
	if r.ours && !r.run.Evidence.Guard().Abandoned() { // which may still read it
		o.GiveBack()
	}
}

// specs returns the specs of p, which no other probe is needed for.
func (r *releasing) specs(p *plan.Probe) Specs {
	return func(yield func(*plan.Spec) bool) {
		for n := r.first[p.Order]; n > 0; n = r.next[n] {
			if !yield(r.early[n-1].Spec) {
				return
			}
		}
	}
}

// outlined reports whether an outline has all that the history and a brief report tell of a
// response: it limits nobody, and tells no reset.
func outlined(o *exchange.Observation) bool {
	if len(o.Samples) > 0 || o.GaveUp != "" || o.Status == http.StatusTooManyRequests {
		return false
	}
	_, told := reset.Next(o)
	return !told
}

// LetGo lets go of what Options.Release and Outline let go of during a run that needed the
// responses until now: of those that only holding findings judged it keeps outlines.
func LetGo(one *pipeline.Judged, opts Options) {
	run := one.Run
	if !releasable(run.Document, opts, step{}) {
		return
	}
	judged, needed := make([]bool, len(run.Plan.Probes)), make([]bool, len(run.Plan.Probes))
	for i := range one.Verdicts {
		v := &one.Verdicts[i]
		holds := v.Outcome == judge.Holds && len(v.Spec.Needs) == 1
		for _, p := range v.Spec.Needs {
			judged[p.Order] = true
			needed[p.Order] = needed[p.Order] || !holds
		}
	}
	for _, s := range run.Plan.Specs {
		for _, p := range s.Needs {
			needed[p.Order] = needed[p.Order] || !pipeline.PendingIn(run.Mode, s).None()
		}
	}
	run.Outlines = make([]exchange.Outline, len(run.Plan.Probes))
	for _, p := range run.Plan.Probes {
		if o := run.Evidence.Observation(p); judged[p.Order] && !needed[p.Order] && o.Known() && !o.Shared && outlined(o) {
			run.Outlines[p.Order] = exchange.OutlineOf(o)
			run.Evidence.Add(p, exchange.Released)
		}
	}
	for i := range one.Verdicts {
		if v := &one.Verdicts[i]; len(v.Spec.Needs) == 1 && run.Outlined(v.Spec.Needs[0]) {
			v.Observation = exchange.Released
		}
	}
}
