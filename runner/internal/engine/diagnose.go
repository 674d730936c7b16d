package engine

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"time"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Beside is what a diagnosis looks at beside the run itself.
type Beside struct {
	// Answers to the checklist, by item; they win over those of the document, which
	// the history keeps.
	Answers map[string]diagnose.Answer
	// Earlier is what runs before this one observed, oldest first.
	Earlier []diagnose.Run
	// Vantage names the network that this run asks from.
	Vantage string
	// Asking is told of each probe of a live diagnosis when it is sent, HeldBack of each
	// that is not because a cooldown lasts, and why: until when, as far as that is
	// known. nil: nobody is.
	Asking   func(*plan.Probe)
	HeldBack func(p *plan.Probe, why exchange.Missing)
}

// DiagnosisOf holds what a run observed against the document's hypotheses.
func DiagnosisOf(r *pipeline.Run, with Beside) *diagnose.Diagnosis {
	return diagnose.Of(evidence(r, with))
}

// evidence is the run, after those before it, as a diagnosis looks at it.
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
	} else { // what a fixture holds came before any run
		in.Runs = append(append(in.Runs, now), with.Earlier...)
	}
	return in
}

// Diagnosed is a document observed for the sake of its hypotheses.
type Diagnosed struct {
	*pipeline.Run
	Diagnosis *diagnose.Diagnosis
	// Stopped says why a live diagnosis ended before it was decided and confirmed; ""
	// when one hypothesis stands, none does, or nothing more could tell.
	Stopped string
}

// Diagnose observes a document for the sake of its hypotheses: in replay
// everything that was recorded; live one experiment after the other, each chosen
// by what came before, until one hypothesis stands, nothing more can tell, or what
// could must wait for a cooldown or a larger budget; then what those that stand predict
// and nobody observed, where it is safe to ask. Each probe is sent at most once.
// A mistake of our own that ends it is a *crash.Crash beside what was found before.
func Diagnose(ctx context.Context, d *pipeline.Document, opts Options, with Beside) (*Diagnosed, error) {
	if !opts.Mode.Asks() {
		run, err := ObserveProbes(ctx, d, d.Plan.Probes, opts)
		if err != nil {
			return nil, err
		}
		return &Diagnosed{Run: run, Diagnosis: DiagnosisOf(run, with)}, nil
	}
	if opts.RunID == "" {
		opts.RunID = rand.Text()
	}
	if opts.Pace == nil {
		opts.Pace = &observe.Pace{}
	}
	s := &stepping{
		opts: opts, with: with, budget: d.Suite.Limits.Requests, cooling: map[*plan.Probe]exchange.Missing{},
		run: &pipeline.Run{
			Document: d, Mode: opts.Mode, Started: time.Now(),
			Observations: make([]*exchange.Observation, len(d.Plan.Probes)),
		},
	}
	override(&s.budget, opts.Budget)
	s.run.Evidence = judge.NewEvidence(d.Plan, nil).Under(ctx) // what is judged on the way ends with ctx
	return s.diagnose(ctx)
}

// stepping is a live diagnosis under way.
type stepping struct {
	opts   Options
	with   Beside
	run    *pipeline.Run
	budget int // 0: none
	// cooling are the probes that were not asked because a cooldown lasts, and why.
	cooling map[*plan.Probe]exchange.Missing
}

func (s *stepping) diagnose(ctx context.Context) (*Diagnosed, error) {
	out := &Diagnosed{Run: s.run}
	for {
		out.Diagnosis = s.diagnosis()
		next, confirms := out.Diagnosis.Ask, false
		if next == nil {
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
			if s.run.Crash == nil {
				return nil, err
			}
			out.Stopped = "assay itself failed"
			return s.ended(ctx, out), err
		}
	}
	s.afterwards(out)
	return s.ended(ctx, out), nil
}

// ended is the diagnosis with the run that it is of.
func (s *stepping) ended(ctx context.Context, out *Diagnosed) *Diagnosed {
	s.run.Evidence = judge.NewEvidence(s.run.Plan, s.run.Observations).Under(ctx)
	s.run.Duration = time.Since(s.run.Started)
	return out
}

// diagnosis is what the observations say by now. What was tried is not proposed.
func (s *stepping) diagnosis() *diagnose.Diagnosis {
	in := evidence(s.run, s.with)
	in.Spent = func(p *plan.Probe) bool { return s.run.Observations[p.Order] != nil || !s.cooling[p].None() }
	return diagnose.Of(in)
}

// afterwards says of a diagnosis that ended because nothing can be asked any more,
// what there will be to ask when the cooldown is over, or a secret is set.
func (s *stepping) afterwards(out *Diagnosed) {
	if out.Stopped != "" {
		return
	}
	in := evidence(s.run, s.with)
	in.Spent = func(p *plan.Probe) bool { return s.run.Observations[p.Order] != nil && s.unsent(p).None() }
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

// unsent is why p was not asked although it was tried; none it was, or was not tried.
func (s *stepping) unsent(p *plan.Probe) exchange.Missing {
	if why := s.cooling[p]; !why.None() {
		return why
	}
	if o := s.run.Observations[p.Order]; o != nil {
		return o.Missing
	}
	return exchange.Missing{}
}

// stops says why the next experiment cannot be made, "" when it can.
func (s *stepping) stops(ctx context.Context, next *diagnose.Experiment) string {
	switch left := s.budget - s.run.Requests; {
	case next == nil:
		return ""
	case ctx.Err() != nil:
		return "interrupted"
	case s.opts.Budget == NoneLeft:
		return "the budget of the run is spent"
	case s.budget > 0 && left <= 0:
		return fmt.Sprintf("the request budget of %d is spent: raise limits.requests or --budget", s.budget)
	case s.budget > 0 && next.Requests > left:
		return fmt.Sprintf("the next experiment needs %d requests, and %d of the request budget of %d is left: raise limits.requests or --budget", next.Requests, left, s.budget)
	}
	return ""
}

// asking tells of each probe once, however many requests it takes.
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

// hold notes that a cooldown keeps p from being asked. Where what this process was
// answered is why, only Cooling knows until when.
func (s *stepping) hold(ctx context.Context, p *plan.Probe, why exchange.Missing) error {
	until, err := s.opts.Cooling.before(ctx, s.run.Suite, []*plan.Probe{p})
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
	opts := s.opts
	opts.Known, opts.Sending = s.run.Observations, s.asking()
	if s.budget > 0 {
		opts.Budget = s.budget - s.run.Requests
	}
	probes := s.run.Plan.WithDeps(next.Probes...)
	one, err := ObserveProbes(ctx, s.run.Document, probes, opts)
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
