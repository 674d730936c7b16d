package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"assay/runner/internal/crash"
	"assay/runner/internal/fixture"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// verify replays the new file and compares the verdicts with those of the runs.
func (g *group) verify(ctx context.Context, written *fixture.File) error {
	index := sync.OnceValue(func() *fixture.Index { return fixture.NewIndex(written) })
	var different []string
	for i, r := range g.runs {
		live, specs := g.parts[i].comparable(r.Verdicts)
		if len(specs) == 0 {
			continue
		}
		d := *r.Run.Document
		d.Fixture, d.Index = written, index
		replayed, err := g.replay(ctx, &d, d.Plan.Needed(specs))
		if err != nil {
			return fmt.Errorf("replaying what was recorded: %w", err)
		}
		different = append(different, differences(r.Run, replayed, live, specs)...)
	}
	if ctx.Err() != nil {
		return g.refused("the run was interrupted", nil)
	}
	if len(different) > 0 {
		return g.refused("what was recorded would not replay with the same verdicts", listed(different))
	}
	return nil
}

// differences judges the specs again, several concurrently, and reports where the verdicts differ
// from those of the live run. Judging is pure: a spec whose observations are the same has the same
// verdict.
func differences(run, replayed *pipeline.Run, live []*judge.Verdict, specs []*plan.Spec) []string {
	different := make([]string, len(specs))
	crash.Each(len(specs), func(n int) {
		if !slices.ContainsFunc(specs[n].Needs, func(p *plan.Probe) bool {
			return !replayed.Evidence.Observation(p).Same(run.Evidence.Observation(p))
		}) {
			return
		}
		if again := replayed.Verdict(specs[n]); again.Outcome != live[n].Outcome {
			different[n] = difference(live[n], &again)
		}
	})
	return slices.DeleteFunc(different, func(s string) bool { return s == "" })
}

// comparable returns the verdicts that the new file must reproduce: those on findings that a replay
// judges and whose probes were all recorded.
func (p *part) comparable(verdicts []judge.Verdict) (live []*judge.Verdict, specs []*plan.Spec) {
	for i := range verdicts {
		v := &verdicts[i]
		if v.Outcome == judge.Pending || !pipeline.PendingIn(pipeline.Replay, v.Spec).None() {
			continue
		}
		recorded := true
		for _, needed := range v.Spec.Needs {
			recorded = recorded && p.sent[needed.ID]
		}
		if recorded {
			live, specs = append(live, v), append(specs, v.Spec)
		}
	}
	return live, specs
}

// difference describes how a verdict differs from its replay.
func difference(live, replayed *judge.Verdict) string {
	return fmt.Sprintf("%s: %s (%s)\n  live      %s\n  replayed  %s",
		live.Spec.At, live.Spec.Text, live.Spec.ID, outcome(live), outcome(replayed))
}

// outcome formats a verdict in one line, with its reason.
func outcome(v *judge.Verdict) string {
	why := strings.SplitN(v.Reason.String(), "\n", 2)[0]
	if len(v.Failures) > 0 {
		f := &v.Failures[0]
		why = fmt.Sprintf("%s: expected %s, got %s", f.Subject, f.Expected, f.Actual)
	}
	if why == "" {
		return string(v.Outcome)
	}
	return fmt.Sprintf("%s: %s", v.Outcome, why)
}
