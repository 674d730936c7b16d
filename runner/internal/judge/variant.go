package judge

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// With returns the evidence with o as the observation of p. It shares everything else with e, which
// is not changed, so a call is cheap.
func (e *Evidence) With(p *plan.Probe, o *exchange.Observation) *Evidence {
	v := &Evidence{
		plan: e.plan, observations: e.observations, answers: e.answers,
		changed: p, instead: o,
	}
	v.world = expect.World{
		Observation: func(id string) *exchange.Observation { return v.beside(id, "") },
		Answer:      e.world.Answer,
		Volatile:    e.world.Volatile,
		Guard:       e.world.Guard,
	}
	return v
}

// Outcome returns the outcome of Spec without reasons, at a fraction of the cost.
func (e *Evidence) Outcome(s *plan.Spec) Outcome {
	o := e.Observation(s.Probe)
	if s.Pending != "" || !o.Known() {
		return e.Spec(s).Outcome
	}
	w := e.around(s)
	if s.Unless != nil && e.meets(s.Unless, s, o, w) != expect.Unmet {
		return Inconclusive
	}
	switch e.meets(s.Expect, s, o, w) {
	case expect.Met:
		if !e.control(s, o).None() {
			return Inconclusive
		}
		return Holds
	case expect.Unmet:
		switch {
		case e.compares(s):
			return e.Spec(s).Outcome // the failures decide
		case e.refusedAlike(s, o):
			return Inconclusive
		}
		return Broken
	}
	return Inconclusive
}

// compares reports whether judging s may compare answers.
func (e *Evidence) compares(s *plan.Spec) bool {
	if len(s.Expect.Probes()) > 0 {
		return true
	}
	for _, a := range e.plan.Suite.Answers {
		if len(a.Expect.Probes()) > 0 {
			return true
		}
	}
	return false
}

// meets returns the outcome of one of a spec's expectations; unknown if a reference in it has no
// value.
func (e *Evidence) meets(x *expect.Expectation, s *plan.Spec, o *exchange.Observation, w *expect.World) expect.Outcome {
	done, reason := e.bound(x, s.Probe)
	if !reason.None() {
		return expect.Unknown
	}
	return done.Outcome(o, w)
}

// Excused reports whether the finding's own `unless` keeps a response from being judged: the
// response meets it, or it is unknown whether it does. False if there is no response.
func (e *Evidence) Excused(s *plan.Spec) bool {
	o := e.Observation(s.Probe)
	return s.Unless != nil && o.Known() && e.meets(s.Unless, s, o, e.around(s)) != expect.Unmet
}

// Bound returns s with the references in its expectations filled in, as far as they have values. It
// is for a spec that is judged many times.
func (e *Evidence) Bound(s *plan.Spec) *plan.Spec {
	done := *s
	for _, x := range []**expect.Expectation{&done.Expect, &done.Unless} {
		if filled, reason := e.bound(*x, s.Probe); reason.None() {
			*x = filled
		}
	}
	return &done
}

// around returns what judging s may look up.
func (e *Evidence) around(s *plan.Spec) *expect.World {
	if s.Probe.Row != "" && e.looksAround(s) {
		return e.World(s.Probe)
	}
	return &e.world
}
