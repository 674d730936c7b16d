package engine

import (
	"context"
	"fmt"
	"maps"
	"time"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Beside is what a diagnosis considers in addition to the run.
type Beside struct {
	// Answers to the checklist, by item; they override those of the document, which come from the
	// history.
	Answers map[string]diagnose.Answer
	// Earlier is what runs before this one observed, oldest first.
	Earlier []diagnose.Run
	// Vantage names the network that this run sends from. It must be set if Elsewhere is.
	Vantage string
	// Elsewhere lets a live diagnosis make the experiments that need another vantage; nil: it only
	// proposes them.
	Elsewhere Elsewhere
	afar      []*afar
	// Asking is called for each probe of a live diagnosis when it is sent, HeldBack for each that is
	// not sent because of a cooldown, with the reason, which says until when if that is known. Both
	// may be nil.
	Asking   func(*plan.Probe)
	HeldBack func(p *plan.Probe, why exchange.Missing)
}

// DiagnosisOf compares what a run observed with the document's hypotheses.
func DiagnosisOf(r *pipeline.Run, with Beside) *diagnose.Diagnosis {
	return diagnose.Of(evidence(r, with))
}

// evidence returns the input of a diagnosis: this run, after the earlier ones.
func evidence(r *pipeline.Run, with Beside) diagnose.Input {
	now := diagnose.Run{Observations: r.Observations, Vantage: with.Vantage}
	if r.Mode.Asks() {
		now.At = r.Started
	}
	in := diagnose.Input{Plan: r.Plan, Answers: make(map[string]diagnose.Answer, len(r.Answers))}
	for item, a := range r.Answers {
		in.Answers[item] = diagnose.Answer{Text: a.Text, At: a.At}
	}
	maps.Copy(in.Answers, with.Answers)
	if r.Evidence != nil {
		in.Guard = r.Evidence.Guard()
	}
	if r.Mode.Asks() {
		in.Runs, in.Now = append(in.Runs, with.Earlier...), len(with.Earlier)
		in.Runs = append(in.Runs, now)
		for _, a := range with.afar {
			in.Runs = append(in.Runs, a.run())
		}
	} else { // what a fixture contains is older than any run
		in.Runs = append(append(in.Runs, now), with.Earlier...)
	}
	return in
}

// diagnose observes a document to test its hypotheses. In replay it reads everything that was
// recorded. Live it makes one experiment after the other, each chosen by the results so far, until
// one hypothesis remains, no experiment can distinguish the rest, or those that could must wait for
// a cooldown or a larger budget. Then it observes what the remaining hypotheses predict and was not
// observed, if it is safe to send. Each probe is sent at most once. The Judged has no verdicts;
// with an error other than a crash, it has no run either.
func (c *Course) diagnose(ctx context.Context, d *pipeline.Document, with Beside) (pipeline.Judged, error) {
	if !c.opts.Mode.Asks() {
		run, err := c.Observe(ctx, Task{Document: d, Probes: d.Plan.Probes})
		if err != nil {
			return pipeline.Judged{}, err
		}
		return pipeline.Judged{Run: run, Diagnosis: DiagnosisOf(run, with)}, nil
	}
	s := &stepping{
		course: c, with: with, budget: c.left(d), cooling: map[*plan.Probe]exchange.Missing{},
		run: &pipeline.Run{
			Document: d, Mode: c.opts.Mode, Started: time.Now(),
			Observations: make([]*exchange.Observation, len(d.Plan.Probes)),
		},
	}
	// Judging between experiments ends with ctx.
	s.run.Evidence = judge.NewEvidence(d.Plan, nil).Under(ctx)
	return s.diagnose(ctx)
}

// stepping is a live diagnosis under way.
type stepping struct {
	course *Course
	with   Beside
	run    *pipeline.Run
	budget int // at its start; 0: none
	// cooling holds the probes that were not sent because of a cooldown, and why.
	cooling map[*plan.Probe]exchange.Missing
}

func (s *stepping) diagnose(ctx context.Context) (pipeline.Judged, error) {
	out := pipeline.Judged{Run: s.run}
	for {
		out.Diagnosis = s.diagnosis()
		next, confirms := out.Diagnosis.Ask, false
		if next == nil {
			if made, err := s.farther(ctx, out.Diagnosis); made && err == nil {
				continue
			} else if err != nil {
				return s.failed(ctx, out, err)
			}
			next, confirms = out.Diagnosis.Confirm, true
		}
		out.Stopped = s.stops(ctx, next)
		if confirms && out.Stopped != "" && ctx.Err() == nil { // decided, and not confirmed
			out.Diagnosis.CannotConfirm(out.Stopped)
			out.Stopped = ""
			break
		}
		if next == nil || out.Stopped != "" {
			break
		}
		if err := s.step(ctx, next); err != nil {
			return s.failed(ctx, out, err)
		}
	}
	s.afterwards(&out)
	err := s.cleanUp(ctx)
	s.end(ctx)
	return out, err
}

// failed ends a diagnosis after an error.
func (s *stepping) failed(ctx context.Context, out pipeline.Judged, err error) (pipeline.Judged, error) {
	if s.run.Crash == nil {
		return pipeline.Judged{}, err
	}
	out.Stopped = "assay itself failed"
	_ = s.cleanUp(ctx) // the first mistake is told
	s.end(ctx)
	return out, err
}

// cleanUp sends what has something to clean up.
func (s *stepping) cleanUp(ctx context.Context) error {
	with := &sender{}
	err := s.course.cleanUp(ctx, s.run, nil, with)
	if with.end != nil {
		s.run.Excess = pipeline.MergedExcess(s.run.Excess, with.end())
	}
	return err
}

// end completes the run.
func (s *stepping) end(ctx context.Context) {
	s.run.Evidence = judge.NewEvidence(s.run.Plan, s.run.Observations).Under(ctx)
	s.run.Duration = time.Since(s.run.Started)
}

// diagnosis returns what the observations so far say. It does not propose what was already tried.
func (s *stepping) diagnosis() *diagnose.Diagnosis {
	in := evidence(s.run, s.with)
	in.Spent = func(p *plan.Probe) bool {
		return p.Of.Cleanup || s.run.Observations[p.Order] != nil || !s.cooling[p].None()
	}
	return diagnose.Of(in)
}

// afterwards adds to a diagnosis that ended because nothing can be sent any more what can be sent
// once the cooldown is over, or a secret is set.
func (s *stepping) afterwards(out *pipeline.Judged) {
	if out.Stopped != "" {
		return
	}
	in := evidence(s.run, s.with)
	in.Spent = func(p *plan.Probe) bool {
		return p.Of.Cleanup || s.run.Observations[p.Order] != nil && s.unsent(p).None()
	}
	later := diagnose.Of(in)
	if later.Ask == nil {
		return
	}
	for _, p := range s.run.Plan.WithDeps(later.Ask.Probes...) {
		if why := s.unsent(p); !why.None() {
			out.Diagnosis, out.Stopped = later, why.String()
			return
		}
	}
}

// unsent returns why p was not sent although it was tried; the zero value if it was sent, or not
// tried.
func (s *stepping) unsent(p *plan.Probe) exchange.Missing {
	if why := s.cooling[p]; !why.None() {
		return why
	}
	if o := s.run.Observations[p.Order]; o != nil {
		return o.Missing
	}
	return exchange.Missing{}
}

// stops says why the next experiment cannot be made, "" if it can.
func (s *stepping) stops(ctx context.Context, next *diagnose.Experiment) string {
	if next == nil {
		return ""
	}
	switch left := s.left(next); {
	case ctx.Err() != nil:
		return "interrupted"
	case s.budget == noneLeft:
		return "the budget of the run is spent"
	case left == noneLeft:
		return fmt.Sprintf("the request budget of %d is spent: raise limits.requests or --budget", s.budget)
	case left > 0 && next.Requests > left:
		return fmt.Sprintf("the next experiment needs %d requests, and %d of the request budget of %d is left: raise limits.requests or --budget", next.Requests, left, s.budget)
	}
	return ""
}

// left is what the next experiment may take of the budget: without what is kept for cleanup.
func (s *stepping) left(next *diagnose.Experiment) int {
	left := s.course.left(s.run.Document)
	if left <= 0 {
		return left
	}
	left -= s.course.kept(s.run.Document, s.run.Plan.WithDeps(next.Probes...), s.run.Observations)
	if left <= 0 {
		return noneLeft
	}
	return left
}

// asking reports each probe once, however many requests it takes.
func (s *stepping) asking() func(*plan.Probe) {
	if s.with.Asking == nil {
		return nil
	}
	told := map[*plan.Probe]bool{}
	return func(p *plan.Probe) {
		if !told[p] {
			told[p] = true
			s.with.Asking(p)
		}
	}
}

// hold notes that a cooldown keeps p from being sent. If a response in this process started the
// cooldown, only Cooling knows when it ends.
func (s *stepping) hold(ctx context.Context, p *plan.Probe, why exchange.Missing) error {
	until, err := s.course.opts.Cooling.before(ctx, s.run.Suite, []*plan.Probe{p})
	if err != nil {
		return err
	}
	if until != nil {
		why = until(p)
	}
	s.cooling[p] = why
	if s.with.HeldBack != nil {
		s.with.HeldBack(p, why)
	}
	return nil
}

// step makes one experiment.
func (s *stepping) step(ctx context.Context, next *diagnose.Experiment) error {
	probes := s.run.Plan.WithDeps(next.Probes...)
	one, err := s.course.step(ctx, s.run.Document, probes, nil, step{
		known: s.run.Observations, sending: s.asking(), kept: s.course.kept(s.run.Document, probes, s.run.Observations),
	})
	if one == nil {
		return err
	}
	s.run.Crash = one.Crash
	s.run.Requests += one.Requests
	s.run.Excess = pipeline.MergedExcess(s.run.Excess, one.Excess)
	for _, p := range probes {
		switch o := one.Observations[p.Order]; {
		case s.run.Observations[p.Order] != nil:
		case o.Missing.Kind == exchange.CoolingDown:
			if err := s.hold(ctx, p, o.Missing); err != nil {
				return err
			}
		default:
			s.run.Observations[p.Order] = o
		}
	}
	return err
}
