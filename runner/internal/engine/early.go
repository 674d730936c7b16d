package engine

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// early judges the specs of a live run as soon as what they need is observed, for --fail-fast and
// for Hooks.Verdict.
type early struct {
	run     *pipeline.Run
	waiting map[*plan.Probe][]*awaited
	// learning is how many probes are not observed yet whose responses have secrets to capture.
	learning int
	failFast bool
	stop     exchange.Missing
	tell     func(*pipeline.Run, *judge.Verdict) // nil: nobody asks
}

// awaited is a spec with the number of observations that it still needs.
type awaited struct {
	spec *plan.Spec
	left int
	// open: an observation came before all secrets were known, and may be masked later.
	open bool
}

// judgeEarly arranges for the specs to be judged while their probes are observed.
func judgeEarly(d *pipeline.Document, probes []*plan.Probe, specs []*plan.Spec, opts Options, tell func(*pipeline.Run, *judge.Verdict), observing *observe.Options) {
	e := &early{
		run:     &pipeline.Run{Document: d, Mode: opts.Mode, Evidence: judge.NewEvidence(d.Plan, observing.Known)},
		waiting: map[*plan.Probe][]*awaited{}, failFast: opts.FailFast, tell: tell,
	}
	for _, p := range probes {
		if learns(p) && e.run.Evidence.Observation(p) == nil {
			e.learning++
		}
	}
	for _, s := range specs {
		if s.Probe == nil || !pipeline.PendingIn(opts.Mode, s).None() {
			continue
		}
		a := &awaited{spec: s}
		for _, p := range s.Needs {
			if e.run.Evidence.Observation(p) == nil {
				a.left++
				e.waiting[p] = append(e.waiting[p], a)
			}
		}
	}
	observing.Settled = e.settled
}

// learns reports whether the response to a probe may have values that become secrets: tokens, and
// captures that are credentials by their use or by where the server gives them.
func learns(p *plan.Probe) bool { return p.Of.Token || len(p.Of.Capture) > 0 }

func (e *early) settled(p *plan.Probe, o *exchange.Observation) exchange.Missing {
	e.run.Evidence.Add(p, o)
	if learns(p) {
		e.learning--
	}
	for _, a := range e.waiting[p] {
		a.open = a.open || e.learning > 0
		if a.left--; a.left > 0 || !e.stop.None() || !e.failFast && a.open {
			continue
		}
		v := e.run.Verdict(a.spec)
		if e.tell != nil && !a.open {
			e.tell(e.run, &v)
		}
		if e.failFast && v.Outcome == judge.Broken {
			e.stop = stopped
		}
	}
	return e.stop
}

// teller returns what takes the early verdicts of a document to Hooks.Verdict; nil without it.
func (c *Course) teller(d *pipeline.Document) func(*pipeline.Run, *judge.Verdict) {
	if c.opts.Verdict == nil {
		return nil
	}
	p := c.part(d)
	if p.told == nil {
		p.told = map[*plan.Spec]bool{}
	}
	return func(run *pipeline.Run, v *judge.Verdict) {
		p.told[v.Spec] = true
		c.opts.Verdict(run, v)
	}
}

// tellRest takes the verdicts of a document that were not told early to Hooks.Verdict.
func (c *Course) tellRest(one *pipeline.Judged) {
	if c.opts.Verdict == nil {
		return
	}
	told := c.part(one.Run.Document).told
	for i := range one.Verdicts {
		if v := &one.Verdicts[i]; !told[v.Spec] {
			c.opts.Verdict(one.Run, v)
		}
	}
}
