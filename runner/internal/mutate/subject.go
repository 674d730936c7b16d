package mutate

import (
	"reflect"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// subject is one recorded response to be changed, and the specs that read it.
type subject struct {
	probe       *plan.Probe
	observation *exchange.Observation
	readers     []*reader
	findings    []claim // of the readers, each once
	onlyControl bool

	// captured holds the values that other probes and expectations get from the recorded response;
	// with capturing they are captured again from every mutant.
	capturing bool
	captured  map[string]any
	skip      *skipping
}

// reader is a spec that reads the response.
type reader struct {
	spec  *plan.Spec
	bound *plan.Spec // with its references filled in from what was recorded
	claim
}

// claim is a finding with a spec that reads a response.
type claim struct {
	finding int  // index in Suite.Findings
	own     bool // it is about this response, not only compared with it
}

// reads adds a reader; the specs of one finding come one after the other.
func (s *subject) reads(r *reader) {
	s.readers = append(s.readers, r)
	if n := len(s.findings); n > 0 && s.findings[n-1].finding == r.finding {
		s.findings[n-1].own = s.findings[n-1].own || r.own
		return
	}
	s.findings = append(s.findings, r.claim)
}

// subjects returns the responses to change: those that a judged finding reads, in plan order.
func (j *judging) subjects(specs []*plan.Spec) []*subject {
	byProbe := make([]*subject, len(j.plan.Probes))
	for _, s := range specs {
		bound := j.evidence.Bound(s)
		for _, p := range s.Needs {
			o := j.evidence.Observation(p)
			if !o.Known() {
				continue
			}
			if byProbe[p.Order] == nil {
				byProbe[p.Order] = &subject{probe: p, observation: o, onlyControl: true}
			}
			sub := byProbe[p.Order]
			sub.reads(&reader{s, bound, claim{j.index[s.Finding], s.Probe == p}})
			sub.onlyControl = sub.onlyControl && s.Control == p
			sub.capturing = sub.capturing || len(p.Of.Capture) > 0 && (bound.Expect != s.Expect || bound.Unless != s.Unless)
		}
	}
	out := slices.DeleteFunc(byProbe, func(s *subject) bool { return s == nil })
	for _, sub := range out {
		if sub.capturing {
			sub.captured = j.take(sub.observation.Copy(), sub.probe)
		}
		sub.skip = newSkipping(j.plan.Suite, sub)
	}
	return out
}

// take captures from o what its probe declares.
func (j *judging) take(o *exchange.Observation, p *plan.Probe) map[string]any {
	j.captures.Take(o, p)
	return o.Captured
}

// shown is the evidence with a mutant in place of the recording of a subject. The mutants of one
// are made in the same place, one after the other.
type shown struct {
	of       *subject
	mutant   *exchange.Observation
	evidence *judge.Evidence
}

// show makes a mutant in a place, which no abandoned judgement reads, and returns whether the
// captures of the mutant equal those of the recording.
func (j *judging) show(in *shown, s *subject, m *Mutant) (same bool) {
	if in.of != s || j.evidence.Guard().Abandoned() {
		o := new(exchange.Observation)
		*in = shown{s, o, j.evidence.With(s.probe, o)}
	}
	m.into(s.observation, in.mutant)
	return !s.capturing || reflect.DeepEqual(j.take(in.mutant, s.probe), s.captured)
}

// outcome returns a reader's outcome for the evidence.
func (r *reader) outcome(e *judge.Evidence, same bool) judge.Outcome {
	if same {
		return e.Outcome(r.bound)
	}
	return e.Outcome(r.spec)
}
