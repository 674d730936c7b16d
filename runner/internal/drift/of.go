package drift

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/garbage"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// Check reports, before anything is sent, the documents that have no fixtures to compare with. The
// error is a source.Problems.
func Check(documents []*pipeline.Document) error {
	var problems source.Problems
	for _, d := range documents {
		if d.Suite.Fixtures == "" {
			problems.Add(source.Pos{File: d.Suite.File, Line: 1, Col: 1}, "the suite %q names no fixtures to compare with", d.Suite.Name).Next =
				"let `fixtures:` name a file, then assay run --record"
		}
	}
	return problems.Err()
}

// Of compares what a run observed with its fixtures. It replays the fixtures for that, without the
// network; see engine.Replay. early, which may be nil, is what was compared during the run.
func Of(ctx context.Context, j pipeline.Judged, early *Early, replay pipeline.Replayer) (*Result, error) {
	live := j.Run
	probes := observed(live)
	left := slices.DeleteFunc(slices.Clone(probes), early.has)
	fixtures, err := replay(ctx, live.Document, left)
	if err != nil {
		return nil, fmt.Errorf("replaying the fixtures: %w", err)
	}
	for _, p := range left {
		if was := fixtures.Evidence.Observation(p); was != nil {
			was.Share(live.Evidence.Observation(p))
		}
	}
	r := &Result{}
	changes := compareAll(live, fixtures, early, probes)
	all := 0
	for _, c := range changes {
		all += len(c)
	}
	garbage.Beside(int64(all) * 2 * int64(unsafe.Sizeof(Change{}))) // a report has them in its own form
	broken := map[*plan.Probe][]Change{}
	r.Changes = slices.Grow(r.Changes, all)
	for i, p := range probes {
		if !early.has(p) {
			if why := uncompared(fixtures.Evidence.Observation(p), live.Evidence.Observation(p)); why != "" {
				r.Uncompared = append(r.Uncompared, Uncompared{p.ID, why})
				continue
			}
		}
		r.Compared++
		r.Changes = append(r.Changes, changes[i]...)
		ofProbe(p.ID, r.Changes[len(r.Changes)-len(changes[i]):])
		if grave := breaking(changes[i]); len(grave) > 0 {
			broken[p] = grave
		}
	}
	doubtful := early.left(j.Verdicts)
	r.Standings = standings(doubtful, verdictsOf(fixtures, doubtful), broken)
	return r, nil
}

// observed returns the probes of the suite with an observation, in plan order. A token that was
// fetched for them is no part of the contract.
func observed(run *pipeline.Run) []*plan.Probe {
	var out []*plan.Probe
	for _, p := range run.Plan.Probes {
		if run.Evidence.Observation(p) != nil && !p.Of.Token {
			out = append(out, p)
		}
	}
	return out
}

// uncompared says why there is nothing to compare, "" if there is.
func uncompared(was, now *exchange.Observation) string {
	switch {
	case !now.Missing.None():
		return now.Missing.String()
	case now.Failure != nil && (was == nil || was.Failure == nil):
		return now.Failure.String()
	case was == nil:
		return "never recorded"
	case !was.Missing.None():
		return was.Missing.String()
	}
	return ""
}

// compareAll compares every probe, several concurrently; the changes are in the order of the
// probes.
func compareAll(live, fixtures *pipeline.Run, early *Early, probes []*plan.Probe) [][]Change {
	rules := NewRules(&live.Suite.Volatile)
	learned := learnedBy(live.Document)
	changes := make([][]Change, len(probes))
	crash.Each(len(probes), func(i int) {
		p := probes[i]
		if early.has(p) {
			changes[i] = early.changes[p.Order]
			return
		}
		was, now := fixtures.Evidence.Observation(p), live.Evidence.Observation(p)
		if uncompared(was, now) == "" {
			changes[i] = rules.Compare(was, now, About{
				Learned: learned[p.ID], WasName: fixtures.Evidence.Answer(p), NowName: live.Evidence.Answer(p),
			})
		}
	})
	return changes
}

// verdictsOf judges the specs of verdicts by the fixtures; those that a replay does not judge have
// no outcome.
func verdictsOf(fixtures *pipeline.Run, live []*judge.Verdict) []judge.Verdict {
	out := make([]judge.Verdict, len(live))
	crash.Each(len(live), func(i int) { out[i] = fixtures.Verdict(live[i].Spec) })
	return out
}
