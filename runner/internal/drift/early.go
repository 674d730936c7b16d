package drift

import (
	"iter"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Early compares responses with their recordings as they come, so that a run can let go of them.
type Early struct {
	rules    *Rules
	learned  map[string][]string
	fixtures *pipeline.Run
	replayed func(*plan.Probe) *exchange.Observation
	done     []bool     // by plan.Probe.Order
	changes  [][]Change // of those, without the probe: several may have the same ones
}

// NewEarly returns an Early for a document. replayed returns what a replay makes of a probe that
// stands alone (see plan.Probe.Alone), which may be given back; see engine.ReplayedAlone.
func NewEarly(d *pipeline.Document, replayed func(*plan.Probe) *exchange.Observation) *Early {
	n := len(d.Plan.Probes)
	return &Early{
		rules: NewRules(&d.Suite.Volatile), learned: learnedBy(d), replayed: replayed,
		fixtures: &pipeline.Run{Document: d, Mode: pipeline.Replay, Evidence: judge.NewEvidence(d.Plan, nil)},
		done:     make([]bool, n), changes: make([][]Change, n),
	}
}

// Compare compares the response to a probe, and reports whether it need not be kept for [Of]:
// nothing in it is breaking, and the specs, which it meets and which need it alone, hold for the
// recording, too. It may be called from many goroutines, with each probe once.
func (e *Early) Compare(p *plan.Probe, now *exchange.Observation, specs iter.Seq[*plan.Spec]) bool {
	if !p.Alone() {
		return false
	}
	was := e.replayed(p)
	if uncompared(was, now) != "" {
		return false
	}
	changes := e.rules.compare(was, now, About{Learned: e.learned[p.ID]})
	if len(breaking(changes)) > 0 {
		return false
	}
	e.fixtures.Evidence.Add(p, was)
	hold := true
	specs(func(s *plan.Spec) bool { // which costs less than a loop that returns
		hold = alike(s, was, now) || e.fixtures.Verdict(s).Outcome == judge.Holds
		return hold
	})
	if !hold {
		return false
	}
	e.fixtures.Evidence.Add(p, exchange.Released)
	if !e.fixtures.Evidence.Guard().Abandoned() { // which may still read it
		was.GiveBack()
	}
	e.done[p.Order], e.changes[p.Order] = true, changes
	return true
}

// alike reports whether a spec that the response meets is known to hold for the recording, too,
// since it reads only what is the same in both.
func alike(s *plan.Spec, was, now *exchange.Observation) bool {
	return s.Expect != nil && s.Unless == nil && s.Control == nil && pipeline.PendingIn(pipeline.Replay, s).None() && s.Expect.Alike(was, now)
}

// has reports whether the response to a probe was compared and let go of.
func (e *Early) has(p *plan.Probe) bool { return e != nil && e.done[p.Order] }

// left returns the verdicts on findings that may not agree with their fixtures, or whose responses
// were not let go of.
func (e *Early) left(live []judge.Verdict) []*judge.Verdict {
	var out []*judge.Verdict
	for i := range live {
		if s := live[i].Spec; s.Item == nil && (len(s.Needs) != 1 || !e.has(s.Needs[0])) {
			out = append(out, &live[i])
		}
	}
	return out
}

// learnedBy returns the paths that varied between recordings, by probe.
func learnedBy(d *pipeline.Document) map[string][]string {
	if d.Fixture == nil {
		return nil
	}
	return d.Fixture.Varies()
}
