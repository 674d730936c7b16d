package engine

import (
	"context"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
)

// Turn is the part of a course in observing one suite in several places.
type Turn struct {
	Course *Course
	Task   Task
}

// mostTurns is the maximum number of turns that a course takes: each costs time that grows with
// the suite.
const mostTurns = 24

// InTurns observes one suite in several courses by turns: a few probes in each course, in the
// order of the turns, then the next ones. So whatever changes with time changes for all of them.
// Each course cleans up at the end. The runs are in the order of the turns.
//
// A panic in Assay is returned as a *crash.Crash, together with the runs so far.
func InTurns(ctx context.Context, turns []Turn) ([]*pipeline.Run, error) {
	all := make([]*turning, len(turns))
	runs := make([]*pipeline.Run, len(turns))
	for i, t := range turns {
		all[i] = t.begin(ctx)
		runs[i] = all[i].run
	}
	var wrong error
	for _, names := range shares(all) {
		for _, t := range all {
			if wrong = t.observe(ctx, names); wrong != nil {
				break
			}
		}
		if wrong != nil {
			break
		}
	}
	for _, t := range all {
		if err := t.end(ctx); wrong == nil {
			wrong = err
		}
	}
	for _, t := range all {
		t.maskOthers(ctx, runs)
	}
	return runs, wrong
}

// turning is one course's part under way.
type turning struct {
	course      *Course
	run         *pipeline.Run
	first, last []*plan.Probe // without, and of the cleanup
	sender      *sender
}

func (t Turn) begin(ctx context.Context) *turning {
	d, c := t.Task.Document, t.Course
	probes, specs := t.Task.asked(c.opts.Mode)
	if specs != nil {
		probes = c.needed(d, specs)
	}
	out := &turning{course: c, sender: &sender{}, run: &pipeline.Run{
		Document: d, Mode: c.opts.Mode, Started: time.Now(), Observations: c.part(d).known,
	}}
	out.first, out.last = plan.Parted(probes)
	if out.run.Observations == nil {
		out.run.Observations = make([]*exchange.Observation, len(d.Plan.Probes))
	}
	out.run.Evidence = judge.NewEvidence(d.Plan, out.run.Observations).Under(ctx)
	return out
}

// shares divides the ids of the probes that are to be observed, in the order of the first course:
// a share has as many as may be in flight together, more of a large suite.
func shares(all []*turning) [][]string {
	var names []string
	known := map[string]bool{}
	size := 1
	for _, t := range all {
		size = max(size, t.course.inFlight(t.run.Document))
		for _, p := range t.first {
			if !known[p.ID] {
				known[p.ID] = true
				names = append(names, p.ID)
			}
		}
	}
	size = max(size, (len(names)+mostTurns-1)/mostTurns)
	return slices.Collect(slices.Chunk(names, size))
}

// inFlight returns how many requests to a host are in flight at most.
func (c *Course) inFlight(d *pipeline.Document) int {
	n := d.Suite.Limits.Concurrency
	override(&n, c.opts.Concurrency)
	return n
}

// observe takes one turn: it observes the named probes that the course is to observe, and what
// they depend on.
func (t *turning) observe(ctx context.Context, names []string) error {
	p := t.run.Plan
	wanted := marked(t.run.Document, t.first)
	var probes []*plan.Probe
	for _, name := range names {
		if one := p.Probe(name); one != nil && wanted[one.Order] {
			probes = append(probes, one)
		}
	}
	if len(probes) == 0 {
		return nil
	}
	probes, _ = plan.Parted(p.WithDeps(probes...))
	one, err := t.course.step(ctx, t.run.Document, probes, nil, step{
		known: t.run.Observations, sender: t.sender, kept: t.course.kept(t.run.Document, probes, t.run.Observations),
	})
	t.take(one)
	return err
}

// take adds a step to the run; nil is none.
func (t *turning) take(one *pipeline.Run) {
	if one == nil {
		return
	}
	t.run.Observations, t.run.Crash = one.Observations, one.Crash
	t.run.Requests += one.Requests
}

// end cleans up and completes the run.
func (t *turning) end(ctx context.Context) error {
	d := t.run.Document
	var err error
	if t.run.Mode.Asks() {
		err = t.course.cleanUp(ctx, t.run, t.last, t.sender)
	}
	if t.sender.end != nil {
		t.run.Excess = t.sender.end()
		t.course.count(d, 0, t.run.Excess)
	}
	t.course.part(d).known = t.run.Observations
	t.run.Evidence = judge.NewEvidence(d.Plan, t.run.Observations).Under(ctx)
	t.run.Duration = time.Since(t.run.Started)
	return err
}

// maskOthers masks what one target was told by another's secrets, such as the key that a gateway
// has for the provider behind it: the redactor of a run knows its own only.
func (t *turning) maskOthers(ctx context.Context, runs []*pipeline.Run) {
	changed := false
	all := slices.Clone(t.run.Observations)
	for _, other := range runs {
		if other == t.run || len(other.Suite.Secrets)+len(other.Redact.AllLearned()) == 0 {
			continue
		}
		changed = true
		for i, o := range all {
			if o != nil {
				all[i] = masked(o, other.Redact)
			}
		}
	}
	if changed {
		t.run.Observations = all
		t.run.Evidence = judge.NewEvidence(t.run.Plan, all).Under(ctx)
	}
}

// masked returns a copy of an observation, masked.
func masked(o *exchange.Observation, by *redact.Redactor) *exchange.Observation {
	o = o.Copy()
	samples := o.Samples
	o.Samples = nil
	by.Observation(o)
	for _, s := range samples {
		o.Samples = append(o.Samples, masked(s, by))
	}
	return o
}
