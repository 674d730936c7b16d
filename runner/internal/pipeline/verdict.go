package pipeline

import (
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// notInReplay is the reason why a live-only finding has no verdict in a replay.
const notInReplay = "live only: not run in replay"

// PendingIn returns why a spec is not judged in this mode, the zero Reason if it is: its own
// reason, or that it is judged only in modes that use the network.
func PendingIn(mode Mode, s *plan.Spec) judge.Reason {
	if s.Pending == "" && !mode.Asks() && s.LiveOnly() {
		return judge.Reason{Kind: judge.LiveOnly, Detail: notInReplay}
	}
	if s.Pending == "" {
		return judge.Reason{}
	}
	return judge.Postponed(s)
}

// Answered returns the answer to the checklist item that a spec represents; false if it represents
// none, or the item has no answer.
func (d *Document) Answered(s *plan.Spec) (history.Answer, bool) {
	if s.Item == nil {
		return history.Answer{}, false
	}
	a, ok := d.Answers[s.Item.ID]
	return a, ok
}

// Verdict judges one spec. A checklist item with an answer holds.
func (r *Run) Verdict(s *plan.Spec) judge.Verdict {
	if a, ok := r.Answered(s); ok {
		return judge.Verdict{Spec: s, Outcome: judge.Holds, Reason: judge.Reason{
			Kind: judge.Answered, Detail: fmt.Sprintf("answered %q on %s", a.Text, a.At.UTC().Format(time.DateOnly)),
		}}
	}
	if reason := PendingIn(r.Mode, s); !reason.None() {
		return judge.Verdict{Spec: s, Outcome: judge.Pending, Reason: reason}
	}
	return r.Evidence.Spec(s)
}

// Verdicts judges specs, many of them on all processors, and returns the verdicts in the order of
// the specs.
func (r *Run) Verdicts(specs []*plan.Spec) []judge.Verdict {
	out := r.early(specs)
	left := r.asked(specs)
	workers := min(runtime.GOMAXPROCS(0), len(specs)/fewSpecs)
	if workers < 2 {
		r.judge(specs, out, left)
		return out
	}
	var judging crash.Group
	var taken atomic.Int64
	for range workers {
		judging.Go(func() {
			for {
				end := int(taken.Add(fewSpecs))
				from, to := end-fewSpecs, min(end, len(specs))
				if from >= to {
					return
				}
				r.judge(specs[from:to], out[from:to], left)
			}
		})
	}
	judging.Wait()
	return out
}

// early returns a verdict for each of the specs, without an Outcome if it is not judged yet.
func (r *Run) early(specs []*plan.Spec) []judge.Verdict {
	sameSpec := func(v judge.Verdict, s *plan.Spec) bool { return v.Spec == s }
	if slices.EqualFunc(r.Early, specs, sameSpec) {
		return r.Early
	}
	out, early := make([]judge.Verdict, len(specs)), r.Early
	for i, s := range specs {
		if len(early) > 0 && early[0].Spec == s {
			out[i], early = early[0], early[1:]
		}
	}
	return out
}

// fewSpecs is the number of specs that a worker judges at a time: fewer would cost more to divide
// than to judge.
const fewSpecs = 64

func (r *Run) judge(specs []*plan.Spec, out []judge.Verdict, left []atomic.Int32) {
	for i, s := range specs {
		if out[i].Outcome == "" {
			out[i] = r.Verdict(s)
		}
		for _, p := range s.Needs {
			if left == nil || left[p.Order].Add(-1) > 0 || out[i].Outcome != judge.Holds {
				continue
			}
			if o := r.Evidence.Observation(p); o != nil && (r.Mode != Drift || len(o.Body) > shortBody) {
				o.Forget()
			}
		}
	}
}

// manySpecs is from how many specs on parsed bodies take more memory than it costs to parse them
// again for a report of everything.
const manySpecs = 4096

// shortBody is up to which size a body stays parsed for the comparison with the fixtures.
const shortBody = 1 << 10

// asked returns by plan.Probe.Order how many of many specs read the observation of a probe, nil for
// few. A parsed body is let go of once the last of them holds: nobody will ask for it but reports
// of everything.
func (r *Run) asked(specs []*plan.Spec) []atomic.Int32 {
	if len(specs) < manySpecs {
		return nil
	}
	left := make([]atomic.Int32, len(r.Plan.Probes))
	for _, s := range specs {
		for _, p := range s.Needs {
			left[p.Order].Add(1)
		}
	}
	return left
}
