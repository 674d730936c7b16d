package engine

import (
	"context"
	"errors"
	"slices"

	"assay/runner/internal/crash"
	"assay/runner/internal/diagnose"
	"assay/runner/internal/drift"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/record"
)

// CheckFixtures says before anything is sent which documents the mode is of no use for: to record
// one needs a fixture file, to compare one that was recorded. The error is a source.Problems.
func CheckFixtures(documents []*pipeline.Document, mode pipeline.Mode) error {
	switch mode {
	case pipeline.Record:
		return record.Check(documents)
	case pipeline.Drift:
		return drift.Check(documents)
	}
	return nil
}

// Task is a document with what is asked of it.
type Task struct {
	Document *pipeline.Document
	Specs    []*plan.Spec
	// Probes are observed instead of what the specs need, closed under what they depend on (see
	// plan.Plan.WithDeps); nil: the specs say it.
	Probes []*plan.Probe
	// Hypotheses has the document observed for the sake of its hypotheses instead, all that was
	// recorded or one experiment after the other (see Diagnose); nil: for its specs.
	Hypotheses *Beside
}

// Whole is every spec of documents.
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

// Judge observes and judges documents one after the other, which share the budget. With
// Options.FailFast the first broken finding ends it; notRun counts those that were not judged. A
// panic of our own, a *crash.Crash, ends it too; the runs are those that there were.
func (c *Course) Judge(ctx context.Context, tasks []Task) (runs []pipeline.Judged, notRun int, err error) {
	broken := false
	for _, t := range tasks {
		specs := t.Specs
		if broken {
			notRun += Findings(specs)
			continue
		}
		one, err := c.judge(ctx, t)
		var fell *crash.Crash
		switch {
		case errors.As(err, &fell):
			if one.Run != nil {
				runs = append(runs, one)
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
		runs = append(runs, one)
	}
	return runs, notRun, nil
}

// judge observes and judges a document; beside a *crash.Crash there is as much of
// it as there was before.
func (c *Course) judge(ctx context.Context, t Task) (one pipeline.Judged, err error) {
	err = crash.Try(func() error {
		var err error
		if t.Hypotheses != nil {
			one, err = c.diagnose(ctx, t.Document, *t.Hypotheses)
			return err
		}
		if one.Run, err = c.Observe(ctx, t); one.Run == nil {
			return err
		}
		one.Verdicts = one.Run.Verdicts(t.Specs)
		one.Diagnosis = diagnosisOf(one.Run)
		return err
	})
	return one, err
}

// diagnosisOf is what a run says of its suite's hypotheses; nil without any.
func diagnosisOf(run *pipeline.Run) *diagnose.Diagnosis {
	if len(run.Suite.Hypotheses) == 0 {
		return nil
	}
	return DiagnosisOf(run, Beside{})
}

// firstBroken is the index of the first broken verdict, their number where none
// is.
func firstBroken(verdicts []judge.Verdict) int {
	for i := range verdicts {
		if verdicts[i].Outcome == judge.Broken {
			return i
		}
	}
	return len(verdicts)
}

// judgedOf are the verdicts without those that are none because the run stopped before
// what they need was sent.
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

// Findings counts the specs that are no checklist items.
func Findings(specs []*plan.Spec) int {
	n := 0
	for _, s := range specs {
		if s.Item == nil {
			n++
		}
	}
	return n
}
