package record

import (
	"bytes"
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
	"assay/runner/internal/secret/redact"
)

var mask = []byte(redact.MaskStart)

// readBack notes whether a replay makes of an entry, as it reads back, the observation that it
// records. Only a probe that stands alone is replayed without its file: what is read is the entry
// of its request, and nothing else of the run changes it.
func (g *group) readBack(meant, read *fixture.Entry, text []byte) {
	for i, r := range g.runs {
		p := g.parts[i].probeOf(r.Run.Plan, meant)
		if p == nil || !p.Alone() || !read.Finds(p.Request) {
			continue
		}
		if live := r.Run.Evidence.Observation(p); live != nil && live == meant.Records() {
			o := read.Replayed(read.Observation, p.Request, r.Run.Masking)
			o.Probe = p.ID
			same := o.Same(live)
			// What has no mask was not changed when it was masked, and would not be now.
			if !same || bytes.Contains(text, mask) || bytes.Contains(o.Body, mask) {
				r.Run.Redact.Observation(o)
				same = o.Same(live)
			}
			g.parts[i].same[p.Order] = same
			return // o is not the entry's any more
		}
	}
}

// probeOf returns the probe that an entry was taken from, nil if another run took it.
func (p *part) probeOf(of *plan.Plan, e *fixture.Entry) *plan.Probe {
	n := e.Number()
	if n >= len(of.Probes) || !p.taken[n] || of.Probes[n].ID != e.Probe {
		return nil
	}
	return of.Probes[n]
}

// verify compares the verdicts of the runs with those of a replay of the new file, where they could
// differ.
func (g *group) verify(ctx context.Context, written *fixture.Written) error {
	var different []string
	for i, r := range g.runs {
		live, specs := g.parts[i].comparable(r.Verdicts)
		if len(specs) == 0 {
			continue
		}
		file, err := written.File()
		if err != nil {
			return fmt.Errorf("reading what was recorded: %w", err)
		}
		d := *r.Run.Document
		d.Fixture, d.Index = file, sync.OnceValue(func() *fixture.Index { return fixture.NewIndex(file) })
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

// comparable returns the verdicts that the new file might not reproduce: those on findings that a
// replay judges and whose probes were all recorded, unless all of them read back the same.
func (p *part) comparable(verdicts []judge.Verdict) (live []*judge.Verdict, specs []*plan.Spec) {
	for i := range verdicts {
		v := &verdicts[i]
		if v.Outcome == judge.Pending || !pipeline.PendingIn(pipeline.Replay, v.Spec).None() {
			continue
		}
		recorded, same := true, true
		for _, needed := range v.Spec.Needs {
			same = same && p.same[needed.Order]
			recorded = recorded && (same || p.sent[needed.Order])
		}
		if recorded && !same {
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
