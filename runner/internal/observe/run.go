package observe

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe/capture"
	"assay/runner/internal/plan"
)

// run is one call of Observe.
type run struct {
	ctx     context.Context
	watch   *expect.Guard // bounds judging during the run
	plan    *plan.Plan
	opts    Options
	sender  Sender
	answers func() map[string]*expect.Expectation
	taking  capture.Extractor
	held    held            // probes not sent because they change state
	judged  *judge.Evidence // for conditions; nil: no probe has one
	workers sync.WaitGroup
	fell    crash.First     // a panic of this program, which ends the run
	learned atomic.Int64    // how many captured values became secrets
	open    context.Context // ends with the run, or when sending ends
	close   func()

	mu       sync.Mutex // guards the fields below, and the tasks except the fields of their worker
	set      *Set
	stopped  exchange.Missing // why sending ended; empty until then
	tasks    []*task          // by plan.Probe.Order; nil: not needed
	hosts    hosts
	calm     int // tasks without risk of a ban that are ready or in flight
	sent     int // sends admitted, without those that were not made
	progress Progress
	waits    waits
}

// Observe makes the probes' calls to s, independent ones concurrently, and returns when all are
// done or ctx ended; probes not sent by then are Missing "interrupted". The probes must include
// their dependencies (see plan.Plan.WithDeps), except those in Known.
func Observe(ctx context.Context, s Sender, p *plan.Plan, probes []*plan.Probe, opts Options) *Set {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r := &run{
		ctx: ctx, sender: s, watch: expect.NewGuard(ctx, opts.Limits.Judge), plan: p, opts: opts,
		set:   &Set{ByProbe: make([]*exchange.Observation, len(p.Probes))},
		tasks: make([]*task, len(p.Probes)),
	}
	r.open, r.close = context.WithCancel(ctx)
	defer r.close()
	r.fell.Then = stop
	r.answers = sync.OnceValue(r.namedAnswers)
	r.hosts = newHosts(orDefault(opts.Limits.Concurrency), opts.Limits.Rate, opts.Pace)
	if opts.Limits.AskWrites {
		r.held = heldBack(p)
	}
	if slices.ContainsFunc(probes, func(p *plan.Probe) bool { return p.When != nil }) {
		r.judged = judge.NewEvidence(p, opts.Known).Guarded(r.watch)
	}
	r.start(probes)
	r.workers.Wait()
	r.end()
	r.renewedTokens()
	r.maskLearned()
	r.set.Crash = r.fell.Crash()
	return r.set
}

// defaultConcurrency is the default number of requests in flight per host.
const defaultConcurrency = 8

func orDefault(concurrency int) int {
	if concurrency <= 0 {
		return defaultConcurrency
	}
	return concurrency
}

// start settles the known probes and starts those without dependencies.
func (r *run) start(probes []*plan.Probe) {
	defer r.fell.Keep() // after the lock is released
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.graph(probes)
	r.coolKnown()
	r.report()
	for _, t := range first {
		r.ready(t)
	}
	r.dispatch()
}

// end settles the probes that never started, with the reason: the run ended first, or, in a plan
// not made by plan.Build, the probes wait for one another.
func (r *run) end() {
	defer r.fell.Keep()
	r.mu.Lock()
	defer r.mu.Unlock()
	why := missingInterrupted
	switch {
	case r.fell.Crash() != nil:
		why = missingCrashed
	case r.ctx.Err() == nil:
		why = missingCircular
	}
	for _, t := range r.tasks {
		if t != nil && r.set.ByProbe[t.probe.Order] == nil {
			r.set.ByProbe[t.probe.Order] = missing(t.probe, why)
			r.progress.Done++
		}
	}
	r.progress.InFlight = 0
	r.set.Requests = r.sent
	r.report()
}

// maskLearned masks captured secrets in responses of concurrent probes that came before the
// capture.
func (r *run) maskLearned() {
	if r.learned.Load() == 0 {
		return
	}
	defer r.fell.Keep()
	for _, o := range r.set.ByProbe {
		r.opts.Redact.Observation(o)
	}
}

// work performs t, and then the next tasks of the same host, in the same slot.
func (r *run) work(t *task) {
	defer r.workers.Done()
	defer r.fell.Keep()
	for t != nil {
		a := r.perform(t)
		if r.opts.Observed != nil {
			a.Observation = r.opts.Observed(t.probe, r.unread(a.Observation))
		}
		t = r.finish(t, a)
	}
}

// unread returns an observation that no abandoned judgement reads, so that it may be given back.
func (r *run) unread(o *exchange.Observation) *exchange.Observation {
	if r.watch.Abandoned() {
		return o.Copy()
	}
	return o
}

// answer is an observation with data that is kept only in memory.
type answer struct {
	*exchange.Observation
	taken capture.Taken
	grant *grant // of a token endpoint's response
	knew  int64  // run.learned when it was masked
}

func (r *run) perform(t *task) answer {
	if why := r.bindUntil(t); !why.None() {
		r.handBack(t)
		return answer{Observation: missing(t.probe, why)}
	}
	if !r.opts.Live {
		return r.recorded(t)
	}
	t.plain = len(t.probe.Refs) == 0 && !escapes(t.probe.Request)
	if t.probe.Of.Repeat != nil {
		return r.sampled(t)
	}
	return r.polled(t)
}

// report reports progress. The caller holds the lock, so that progress never goes backwards.
func (r *run) report() {
	if r.opts.Progress == nil {
		return
	}
	r.progress.Sent = r.sent
	r.progress.WaitingUntil, r.progress.Waiting = r.waits.first()
	r.opts.Progress(r.progress)
}

// namedAnswers returns the suite's answers by id.
func (r *run) namedAnswers() map[string]*expect.Expectation {
	out := make(map[string]*expect.Expectation, len(r.plan.Suite.Answers))
	for _, a := range r.plan.Suite.Answers {
		out[a.ID] = a.Expect
	}
	return out
}
