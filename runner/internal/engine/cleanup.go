package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// andCleanUp observes probes in two steps: those that clean up come in the second, whatever
// ended the first, and with them every other that has something to clean up by then.
func (c *Course) andCleanUp(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, specs []*plan.Spec, s step) (*pipeline.Run, error) {
	first, last := plan.Parted(probes)
	s.sender, s.kept = &sender{}, c.kept(d, first, s.known)
	run, err := c.step(ctx, d, first, specs, s)
	if run == nil {
		return nil, err
	}
	if cleanErr := c.cleanUp(ctx, run, last, s.sender); err == nil {
		err = cleanErr
	}
	if s.sender.end != nil {
		run.Excess = s.sender.end()
		c.count(d, 0, run.Excess)
	}
	run.Evidence = judge.NewEvidence(d.Plan, run.Observations).Under(ctx)
	run.Duration = time.Since(run.Started)
	return run, err
}

// cleanUp sends what has something to clean up, also where ctx ended, and adds it to the
// run. asked are cleanup probes that somebody reads, so that each has an observation.
func (c *Course) cleanUp(ctx context.Context, run *pipeline.Run, asked []*plan.Probe, with *sender) error {
	var due []*plan.Probe
	for _, q := range run.Plan.Cleanups() {
		if (run.Observations[q.Order] == nil) && pipeline.Due(run.Plan, run.Observations, q) {
			due = append(due, q)
		}
	}
	observed := func(q *plan.Probe) bool { return run.Observations[q.Order] != nil }
	undue := slices.DeleteFunc(slices.Clone(asked), func(q *plan.Probe) bool { return slices.Contains(due, q) })
	for _, part := range []struct {
		ctx    context.Context
		probes []*plan.Probe
	}{{context.WithoutCancel(ctx), due}, {ctx, undue}} {
		if len(part.probes) == 0 {
			continue
		}
		probes := append(plan.Tokens(part.probes, observed), part.probes...)
		one, err := c.step(part.ctx, run.Document, probes, nil, step{known: run.Observations, sender: with})
		if one == nil {
			return err
		}
		run.Observations = one.Observations
		run.Requests += one.Requests
		if err != nil {
			run.Crash = one.Crash
			return err
		}
	}
	return nil
}

// kept is how much of the budget is kept for what may have to be cleaned up once probes
// were sent.
func (c *Course) kept(d *pipeline.Document, probes []*plan.Probe, known []*exchange.Observation) int {
	if !c.opts.Mode.Asks() {
		return 0
	}
	return keptFor(d, probes, known)
}

func keptFor(d *pipeline.Document, probes []*plan.Probe, known []*exchange.Observation) int {
	all := d.Plan.Cleanups()
	if len(all) == 0 {
		return 0
	}
	sent := marked(d, probes)
	may := func(q *plan.Probe) bool { return sent[q.Order] || q.Order < len(known) && known[q.Order] != nil }
	n := 0
	var due []*plan.Probe
	for _, q := range all {
		making, any := d.Plan.Made(q)
		switch {
		case q.Elsewhere != "", q.Order < len(known) && known[q.Order] != nil:
		case slices.ContainsFunc(making, func(p *plan.Probe) bool { return !may(p) }):
		case len(any) > 0 && !slices.ContainsFunc(any, may):
		default:
			n += q.Of.Samples()
			due = append(due, q)
		}
	}
	return n + len(plan.Tokens(due, may))
}

// CheckBudget refuses a budget of the run that the cleanup of one of its documents alone would
// spend, so that none of its other probes could be sent.
func CheckBudget(tasks []Task, opts Options) error {
	if opts.Budget <= 0 || !opts.Mode.Asks() {
		return nil
	}
	for i := range tasks {
		probes, _ := tasks[i].asked(opts.Mode)
		first, _ := plan.Parted(probes)
		if kept := keptFor(tasks[i].Document, first, nil); kept >= opts.Budget && len(first) > 0 {
			return fmt.Errorf("a budget of %d leaves no request for the probes of %s, whose cleanup takes %d: raise --budget", opts.Budget, tasks[i].Document.Suite.Name, kept)
		}
	}
	return nil
}
