package engine

import (
	"context"
	"crypto/rand"
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Course is a run under way: what it has sent and observed so far. Each document is observed in
// one or several steps, which send no probe twice and share the budget, the rates, the tokens of
// OAuth 2.0 and ${run}. Several documents may be observed concurrently, each by one goroutine at a
// time.
type Course struct {
	opts   Options
	tokens tokens
	// of is the course whose budget and rates this one shares, twins its documents by those of
	// this one; nil: a course of its own.
	of    *Course
	twins map[*pipeline.Document]*pipeline.Document

	mu    sync.Mutex
	id    string // "" until it is asked for
	spent int    // requests of all documents
	parts map[*pipeline.Document]*part
}

// part is what was sent and observed for one document.
type part struct {
	known    []*exchange.Observation // by plan.Probe.Order; nil if nothing yet
	requests int
	excess   []string
	pace     observe.Pace
	told     map[*plan.Spec]bool // by Hooks.Verdict
	ended    bool                // it was judged while others were opened

	once  sync.Once
	unset []bool // see Course.unset
}

// Start begins a run. It sends nothing.
func Start(opts Options) *Course {
	return &Course{opts: opts, parts: map[*pipeline.Document]*part{}}
}

// Again begins a run that observes the same once more, within what is left of Options.Budget and
// at the rates of c; a document's own limit of requests is that of each of the two. Its documents
// are those of c opened again, as twins has them: what a run learns of secrets belongs to its
// documents.
func (c *Course) Again(twins map[*pipeline.Document]*pipeline.Document) *Course {
	again := Start(c.opts)
	again.of, again.twins = c, twins
	return again
}

// account returns the course that counts the budget and the rates, and the part of d in it.
func (c *Course) account(d *pipeline.Document) (*Course, *part) {
	if c.of != nil {
		return c.of.account(c.twins[d])
	}
	return c, c.part(d)
}

// ID returns the value of ${run}, which also names the run in the history.
func (c *Course) ID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.id == "" {
		c.id = rand.Text()
	}
	return c.id
}

// Join makes the course a part of the run with that id, which another process began.
func (c *Course) Join(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.id = id
}

// Observe makes the observations that a task needs and that were not made before, and then
// cleans up. The run contains
// the earlier ones, too; its Requests counts this call only. A panic in Assay is returned as a
// *crash.Crash, together with the run so far.
func (c *Course) Observe(ctx context.Context, t Task) (*pipeline.Run, error) {
	probes, specs := t.asked(c.opts.Mode)
	if specs != nil {
		probes = c.needed(t.Document, specs)
	}
	s := step{known: c.part(t.Document).known, tell: c.teller(t.Document)}
	var run *pipeline.Run
	var err error
	if c.opts.Mode.Asks() && len(t.Document.Plan.Cleanups()) > 0 {
		run, err = c.andCleanUp(ctx, t.Document, probes, specs, s)
	} else {
		run, err = c.step(ctx, t.Document, probes, specs, s)
	}
	if run != nil {
		c.part(t.Document).known = run.Observations
	}
	return run, err
}

// step sends those of the probes that have no observation yet, within the remaining budget.
func (c *Course) step(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, specs []*plan.Spec, s step) (*pipeline.Run, error) {
	if c.opts.Mode.Asks() {
		known, done := c.tokens.take(ctx, d, probes, s.known, secrets(d, c.opts))
		defer done()
		s.known = known
	}
	_, account := c.account(d)
	s.run, s.pace, s.budget = c.ID(), &account.pace, c.left(d)
	run, err := observeProbes(ctx, d, probes, specs, c.opts, s)
	if run != nil {
		c.keepTokens(d, run.Observations)
		c.count(d, run.Requests, run.Excess)
	}
	return run, err
}

// Part observes probes on behalf of another process, which runs the document: it uses the known
// observations as they are, by plan.Probe.Order, and cleans nothing up. The probes must be closed
// under their dependencies, except those that are known. observed, which may be nil, takes the
// observations of a plan that is Independent as they come, from several goroutines at a time; the
// run has no more than exchange.Released of these.
func (c *Course) Part(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, known []*exchange.Observation, observed func(*plan.Probe, *exchange.Observation)) (*pipeline.Run, error) {
	return c.step(ctx, d, probes, nil, step{known: known, observed: observed})
}

// Add adds what another process observed for a document in the same run. The slice is indexed by
// plan.Probe.Order, nil if not observed.
func (c *Course) Add(d *pipeline.Document, observed []*exchange.Observation, requests int, excess []string) {
	p := c.part(d)
	c.count(d, requests, excess)
	all := make([]*exchange.Observation, len(d.Plan.Probes))
	copy(all, p.known)
	for i, o := range observed {
		if o != nil {
			all[i] = o
		}
	}
	p.known = all
	c.keepTokens(d, all)
}

// keepTokens makes the tokens among a document's observations available to the others.
func (c *Course) keepTokens(d *pipeline.Document, observed []*exchange.Observation) {
	if c.opts.Mode.Asks() {
		c.tokens.keep(d, observed, secrets(d, c.opts))
	}
}

// Run returns all that was observed for a document so far; nil if nothing was. Later observations
// do not change it.
func (c *Course) Run(d *pipeline.Document) *pipeline.Run {
	p := c.part(d)
	if p.known == nil {
		return nil
	}
	return &pipeline.Run{
		Document: d, Mode: c.opts.Mode, Evidence: judge.NewEvidence(d.Plan, p.known),
		Observations: p.known, Requests: p.requests, Excess: p.excess,
	}
}

func (c *Course) part(d *pipeline.Document) *part {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.parts[d]
	if p == nil {
		p = &part{}
		c.parts[d] = p
	}
	return p
}

func (c *Course) count(d *pipeline.Document, requests int, excess []string) {
	p := c.part(d)
	c.mu.Lock()
	p.requests += requests
	p.excess = pipeline.MergedExcess(p.excess, excess)
	c.mu.Unlock()
	of, _ := c.account(d)
	of.mu.Lock()
	defer of.mu.Unlock()
	of.spent += requests
}

// noneLeft is an exhausted budget.
const noneLeft = -1

// left returns how many requests d may still send: the rest of the run's budget, otherwise of the
// document's own. 0 means no limit.
func (c *Course) left(d *pipeline.Document) int {
	p := c.part(d)
	c.mu.Lock()
	budget, spent := d.Suite.Limits.Requests, p.requests
	c.mu.Unlock()
	if c.opts.Budget > 0 {
		of, _ := c.account(d)
		of.mu.Lock()
		budget, spent = c.opts.Budget, of.spent
		of.mu.Unlock()
	}
	switch {
	case budget <= 0:
		return 0
	case spent >= budget:
		return noneLeft
	}
	return budget - spent
}

// JudgedIn returns the specs that are judged in a mode; the others need no observations.
func JudgedIn(mode pipeline.Mode, specs []*plan.Spec) []*plan.Spec {
	judged := make([]*plan.Spec, 0, len(specs))
	for _, s := range specs {
		if pipeline.PendingIn(mode, s).None() {
			judged = append(judged, s)
		}
	}
	return judged
}
