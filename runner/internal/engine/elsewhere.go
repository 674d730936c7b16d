package engine

import (
	"context"
	"time"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Elsewhere returns who observes from a vantage, and its name. "other" is any but the home of the
// diagnosis. ok is false if nobody does.
type Elsewhere func(vantage string) (from Remote, name string, ok bool)

// afar is what a live diagnosis observed from one other vantage.
type afar struct {
	name     string
	observed []*exchange.Observation // by plan.Probe.Order
	at       time.Time
}

// run returns it as evidence.
func (a *afar) run() diagnose.Run {
	return diagnose.Run{Observations: a.observed, Vantage: a.name, At: a.at}
}

// farther makes the first of the proposed experiments that needs nothing but another vantage, once.
// It reports whether it made one.
func (s *stepping) farther(ctx context.Context, d *diagnose.Diagnosis) (made bool, err error) {
	for i := range d.Next {
		e := &d.Next[i]
		if s.with.Elsewhere == nil || e.Vary.Vantage == "" || e.Vary.After > 0 || e.Vary.Secret != "" || len(e.Probes) == 0 || s.stops(ctx, e) != "" {
			continue
		}
		from, name, ok := s.with.Elsewhere(e.Vary.Vantage)
		if !ok {
			continue
		}
		there := s.there(name)
		if probes := unobserved(s.run.Plan.WithDeps(e.Probes...), there.observed); len(probes) > 0 {
			return true, s.askFrom(ctx, from, there, probes)
		}
	}
	return false, nil
}

// there returns what was observed from a vantage so far.
func (s *stepping) there(name string) *afar {
	for _, a := range s.with.afar {
		if a.name == name {
			return a
		}
	}
	a := &afar{name: name, observed: make([]*exchange.Observation, len(s.run.Plan.Probes)), at: time.Now()}
	s.with.afar = append(s.with.afar, a)
	return a
}

func unobserved(probes []*plan.Probe, observed []*exchange.Observation) []*plan.Probe {
	var out []*plan.Probe
	for _, p := range probes {
		if observed[p.Order] == nil {
			out = append(out, p)
		}
	}
	return out
}

// askFrom observes probes from another vantage.
func (s *stepping) askFrom(ctx context.Context, from Remote, there *afar, probes []*plan.Probe) error {
	one, err := s.course.step(ctx, s.run.Document, probes, nil, step{
		known: there.observed, sending: s.asking(), kept: s.course.kept(s.run.Document, probes, s.run.Observations), remote: from,
	})
	if one == nil {
		return err
	}
	there.observed = one.Observations
	s.run.Requests += one.Requests
	s.run.Crash = one.Crash
	s.run.Excess = pipeline.MergedExcess(s.run.Excess, one.Excess)
	return err
}
