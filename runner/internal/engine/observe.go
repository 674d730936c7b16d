package engine

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/observe/recorded"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// Observe sends (or replays) what judging these specs needs, each probe once. It returns when ctx
// ends at the latest; what was not sent by then is missing. Specs that this mode does not judge
// need no observations.
func Observe(ctx context.Context, d *pipeline.Document, specs []*plan.Spec, opts Options) (*pipeline.Run, error) {
	return Start(opts).Observe(ctx, Task{Document: d, Specs: specs})
}

// Replay observes probes in the fixtures of the document, to compare with them. The probes must be
// closed under their dependencies (see plan.Plan.WithDeps).
func Replay(ctx context.Context, d *pipeline.Document, probes []*plan.Probe) (*pipeline.Run, error) {
	return Start(Options{Mode: pipeline.Replay}).step(ctx, d, probes, nil, step{})
}

// ReplayedAlone returns a function that returns what a replay of the document makes of a probe that
// stands alone (see plan.Probe.Alone). It may be called from many goroutines; who calls it may give
// the observation back.
func ReplayedAlone(d *pipeline.Document) func(*plan.Probe) *exchange.Observation {
	sender := recorded.New(d.Index(), d.Suite.Fixtures, d.Masking)
	return func(p *plan.Probe) *exchange.Observation {
		o := sender.Look(exchange.Call{Probe: p.ID, Request: p.Request})
		o.Probe, o.Request, o.Sample = p.ID, p.Request, 0
		if o.Masking == nil {
			o.Masking = d.Masking
		}
		d.Redact.Observation(o)
		return o
	}
}

// step is what one call of observeProbes takes from the run that it is a part of.
type step struct {
	run     string                              // its id
	budget  int                                 // requests; 0: no limit, noneLeft: none
	pace    *observe.Pace                       // of the document
	known   []*exchange.Observation             // by plan.Probe.Order: not sent again
	sending func(*plan.Probe)                   // see observe.Options.Sending
	kept    int                                 // of the budget, for cleanup
	tell    func(*pipeline.Run, *judge.Verdict) // receives the verdicts on specs as they are judged; may be nil
	remote  Remote                              // instead of Options.Remote; nil: that
	sender  *sender                             // shared with other steps; nil: one of its own
	// observed takes each observation, which the run then lets go of; nil: the run has them
	observed func(*plan.Probe, *exchange.Observation)
}

// observeProbes observes probes for these specs. A panic in Assay is returned as a *crash.Crash,
// together with the run, which contains what was observed before.
func observeProbes(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, specs []*plan.Spec, opts Options, s step) (*pipeline.Run, error) {
	switch opts.Mode {
	case "":
		opts.Mode = pipeline.Replay
	case pipeline.Replay, pipeline.Live, pipeline.Record, pipeline.Drift:
	default:
		return nil, fmt.Errorf("unknown mode %q: the modes are %v", opts.Mode, pipeline.Modes)
	}
	run := &pipeline.Run{Document: d, Mode: opts.Mode, Started: time.Now()}
	observing := observeOptions(d, opts, s)
	if opts.Mode.Asks() {
		cooling, err := opts.Cooling.before(ctx, d.Suite, probes)
		if err != nil {
			return nil, err
		}
		if cooling != nil {
			observing.Before = cooling
		}
		observing.Began = opts.Cooling.begun(d)
	}
	if opts.Mode.Asks() && (opts.FailFast || s.tell != nil) {
		judgeEarly(d, probes, specs, opts, s.tell, &observing)
	}
	var releasing *releasing
	if opts.Release && releasable(d, opts, s) {
		releasing = release(ctx, run, specs, opts, s, &observing)
	}
	if s.observed != nil {
		observing.Observed = func(p *plan.Probe, o *exchange.Observation) *exchange.Observation {
			s.observed(p, o)
			return exchange.Released
		}
	}
	var set *observe.Set
	set, run.Excess = observed(ctx, d, probes, opts, s, observing)
	releasing.rest(set)
	run.Observations, run.Requests, run.Crash = set.ByProbe, set.Requests, set.Crash
	run.Duration = time.Since(run.Started)
	run.Evidence = judge.NewEvidence(d.Plan, run.Observations).Under(ctx)
	if opts.Mode.Asks() {
		opts.Cooling.note(run, s.known)
	}
	if c := run.Crash; c != nil {
		return run, c.Masked(d.Redact.String)
	}
	return run, nil
}

// observed sends the probes from this process or has other machines do it. excess is that of the
// step alone; a sender shared with other steps still counts its own.
func observed(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, opts Options, s step, observing observe.Options) (_ *observe.Set, excess []string) {
	remote := opts.Remote
	if s.remote != nil {
		remote = s.remote
	}
	if remote != nil && opts.Mode.Asks() {
		return remote.Observe(ctx, d, probes, observing), nil
	}
	answering := s.sender
	if answering == nil {
		answering = &sender{}
	}
	answering.open(d, observing.Limits, opts)
	set := observe.Observe(ctx, answering.Sender, d.Plan, probes, observing)
	if s.sender == nil {
		excess = answering.end()
	}
	return set, excess
}

// observeOptions returns the options for observing the document's probes.
func observeOptions(d *pipeline.Document, opts Options, s step) observe.Options {
	o := observe.Options{
		Live: opts.Mode.Asks(), Timed: opts.Timed, Limits: d.Suite.Limits,
		Redact: d.Redact, Masking: d.Masking, RunID: s.run, Known: s.known, Pace: s.pace, Kept: s.kept,
		Sending: s.sending, Cooled: opts.Cooled, Room: opts.Room,
	}
	if opts.Progress != nil {
		o.Progress = func(now observe.Progress) { opts.Progress(d, now) }
	}
	if !opts.Mode.Asks() {
		o.Limits = suite.Limits{Concurrency: runtime.GOMAXPROCS(0), Judge: d.Suite.Limits.Judge}
		return o
	}
	o.Made = made(d.Suite, s.run)
	masksMade(d, s.run, o.Made)
	o.Secrets = secrets(d, opts)
	override(&o.Limits.Concurrency, opts.Concurrency)
	override(&o.Limits.Rate, opts.RatePerSecond)
	override(&o.Limits.Timeout, opts.Timeout)
	override(&o.Limits.Requests, s.budget)
	o.Limits.AskWrites = o.Limits.AskWrites && !opts.AllowWrites
	if s.budget == noneLeft {
		o.Before = func(*plan.Probe) exchange.Missing {
			return exchange.Missing{Kind: exchange.BudgetSpent, Detail: "the budget of the run is spent"}
		}
	}
	return o
}

// override replaces the document's limit by a person's choice, if there is one.
func override[T int | float64 | time.Duration](limit *T, choice T) {
	if choice > 0 {
		*limit = choice
	}
}

// secrets returns a function that looks up a secret's value by its name in the suite.
func secrets(d *pipeline.Document, opts Options) func(string) (string, bool) {
	env := make(map[string]string, len(d.Suite.Secrets))
	for _, s := range d.Suite.Secrets {
		env[s.Name] = s.Env
	}
	return func(name string) (string, bool) { return opts.secret(env[name]) }
}
