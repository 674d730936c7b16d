package engine

import (
	"context"
	"errors"
	"slices"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/diagnose"
	"assay/runner/internal/drift"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/record"
)

// CheckFixtures reports, before anything is sent, the documents that do not fit the mode:
// recording needs the name of a fixture file, comparing needs one that was recorded. The error is
// a source.Problems.
func CheckFixtures(documents []*pipeline.Document, mode pipeline.Mode) error {
	switch mode {
	case pipeline.Record:
		return record.Check(documents)
	case pipeline.Drift:
		return drift.Check(documents)
	}
	return nil
}

// Task is a document with what to observe of it.
type Task struct {
	Document *pipeline.Document
	Specs    []*plan.Spec
	// Probes, if not nil, are observed instead of what the specs need. They must be closed under
	// their dependencies (see plan.Plan.WithDeps).
	Probes []*plan.Probe
	// Hypotheses, if not nil, has the document observed to test its hypotheses instead of its
	// specs: in replay all that was recorded, live one experiment after the other, each probe at
	// most once.
	Hypotheses *Beside
}

// asked are the probes that the task has observed in a mode, and the specs for which it has.
func (t *Task) asked(mode pipeline.Mode) ([]*plan.Probe, []*plan.Spec) {
	if len(t.Probes) > 0 {
		return t.Probes, nil
	}
	specs := JudgedIn(mode, t.Specs)
	return t.Document.Plan.Needed(specs), specs
}

// MostRequests returns how many requests the task sends at most, live: polls and retries counted.
func (t *Task) MostRequests() int {
	probes := t.Probes
	if probes == nil {
		probes = t.Document.Plan.Needed(t.Specs)
	}
	return mostRequests(probes)
}

// mostRequests returns how many requests the probes send at most, live.
func mostRequests(probes []*plan.Probe) int {
	n := 0
	for _, p := range probes {
		times := p.Of.Samples()
		if u := p.Of.Until; u != nil {
			times = 1 + int(u.For/max(u.Every, time.Millisecond))
		}
		if p.Of.Retry != nil {
			times *= 1 + p.Of.Retry.Times
		}
		n += times
	}
	return n
}

// Whole returns tasks for every spec of the documents.
func Whole(documents []*pipeline.Document) []Task {
	tasks := make([]Task, len(documents))
	for i, d := range documents {
		tasks[i] = Task{Document: d, Specs: d.Plan.Specs}
	}
	return tasks
}

// Judge is one run: see [Course.Judge].
func Judge(ctx context.Context, tasks []Task, opts Options) (runs []pipeline.Judged, notRun int, err error) {
	return Start(opts).Judge(ctx, tasks)
}

// Judge observes and judges documents one after the other, within one budget, or as many at the
// same time as Options.Remote observes. One that is shelved is opened again for it, and one that
// [Course.Open] judged is left as it is. With
// Options.FailFast the first broken finding ends it; notRun counts the findings that were not
// judged. A panic in Assay ends it, too, and is returned as a *crash.Crash, together with the runs
// so far.
func (c *Course) Judge(ctx context.Context, tasks []Task) (runs []pipeline.Judged, notRun int, err error) {
	if r := c.opts.Remote; r != nil && !c.opts.FailFast && c.opts.Mode.Asks() {
		return c.judgeTogether(ctx, tasks, r.Parallel())
	}
	broken := false
	for _, t := range tasks {
		if c.part(t.Document).ended {
			continue
		}
		if broken || t.Document.Shelved != nil && ctx.Err() != nil {
			notRun += t.findings()
			continue
		}
		one, err := c.judge(ctx, &t)
		specs := t.Specs
		var fell *crash.Crash
		switch {
		case errors.As(err, &fell):
			if one.Run != nil {
				runs = c.judged(runs, &one)
			}
			return runs, notRun, err
		case err != nil:
			return nil, 0, err
		}
		if n := firstBroken(one.Verdicts); c.opts.FailFast && n < len(specs) {
			broken = true
			kept := judgedOf(one.Run, one.Verdicts[:n+1])
			notRun += Findings(specs) - findingsOf(kept)
			one.Verdicts = kept
		}
		runs = c.judged(runs, &one)
	}
	return runs, notRun, nil
}

// judged adds a document to the runs, or hands it to Hooks.Judged.
func (c *Course) judged(runs []pipeline.Judged, one *pipeline.Judged) []pipeline.Judged {
	c.tellRest(one)
	d := one.Run.Document
	if c.opts.Release && !c.opts.Mode.Asks() {
		d.LetGo()
	}
	if c.opts.Judged == nil {
		return append(runs, *one)
	}
	c.opts.Judged(*one)
	c.part(d).known = nil
	if d.Shelved != nil {
		putBack(d, d.Shelved)
	}
	return runs
}

// findings returns how many findings the task judges.
func (t *Task) findings() int {
	if s := t.Document.Shelved; s != nil {
		return s.Findings
	}
	return Findings(t.Specs)
}

// judge observes and judges a document; with a *crash.Crash it returns what there was before the
// panic.
func (c *Course) judge(ctx context.Context, t *Task) (one pipeline.Judged, err error) {
	err = crash.Try(func() error {
		var err error
		if d := t.Document; d.Shelved != nil {
			if err := c.reopen(d); err != nil {
				return err
			}
			t.Specs = d.Plan.Specs
		}
		if t.Hypotheses != nil {
			one, err = c.diagnose(ctx, t.Document, *t.Hypotheses)
			return err
		}
		if one.Run, err = c.Observe(ctx, *t); one.Run == nil {
			return err
		}
		one.Verdicts = one.Run.Verdicts(t.Specs)
		one.Diagnosis = diagnosisOf(one.Run)
		return err
	})
	return one, err
}

// diagnosisOf returns what a run says about its suite's hypotheses; nil without any.
func diagnosisOf(run *pipeline.Run) *diagnose.Diagnosis {
	if len(run.Suite.Hypotheses) == 0 {
		return nil
	}
	return DiagnosisOf(run, Beside{})
}

// firstBroken returns the index of the first broken verdict, len(verdicts) if none is broken.
func firstBroken(verdicts []judge.Verdict) int {
	for i := range verdicts {
		if verdicts[i].Outcome == judge.Broken {
			return i
		}
	}
	return len(verdicts)
}

// judgedOf returns the verdicts without those of specs whose probes were not sent because the run
// stopped.
func judgedOf(run *pipeline.Run, verdicts []judge.Verdict) []judge.Verdict {
	return slices.DeleteFunc(slices.Clone(verdicts), func(v judge.Verdict) bool { return Stopped(run, v.Spec) })
}

func findingsOf(verdicts []judge.Verdict) int {
	n := 0
	for i := range verdicts {
		if verdicts[i].Spec.Item == nil {
			n++
		}
	}
	return n
}

// Findings counts the specs that are not checklist items.
func Findings(specs []*plan.Spec) int {
	n := 0
	for _, s := range specs {
		if s.Item == nil {
			n++
		}
	}
	return n
}
