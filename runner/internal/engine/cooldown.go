package engine

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// Past is what is known of earlier runs, in whatever process.
type Past interface {
	// LastLimit returns the last response of a target that started a cooldown; nil if none is known.
	LastLimit(ctx context.Context, target string, now time.Time) (*history.Limit, error)
	// Cooled notes such a response to a probe of a document.
	Cooled(d *pipeline.Document, target string, l history.Limit)
}

// Cooling knows which targets gave a response that starts a cooldown: in earlier runs, from the
// past, and in this process. All documents of a run share it, and all runs of a long-lived
// process.
type Cooling struct {
	// Past knows the responses of earlier runs, and is told those of this one; it may be nil. It is
	// asked only for suites that have a cooldown.
	Past Past
	// Now sends although a cooldown of an earlier run lasts (--now). Responses that this process got
	// still count.
	Now bool
	// Anyway is the command that overrides a cooldown, for messages; "" means assay run --now.
	Anyway string
	// Clock returns the current time; nil means time.Now.
	Clock func() time.Time

	process *Cooling // which has what this process saw; nil: this one
	mu      sync.Mutex
	seen    map[string]history.Limit // by target
}

// For returns a Cooling for one run of a long-lived process: with the run's Past and Now, and
// what the runs of c saw.
func (c *Cooling) For(run *Cooling) *Cooling {
	return &Cooling{Past: run.Past, Now: run.Now, Anyway: c.Anyway, Clock: c.Clock, process: c}
}

// whole returns the Cooling that has what this process saw.
func (c *Cooling) whole() *Cooling {
	if c.process != nil {
		return c.process
	}
	return c
}

// now is the time, with the monotonic reading of the machine's clock.
func (c *Cooling) now() time.Time {
	if c.Clock != nil {
		return c.Clock()
	}
	return time.Now()
}

// before returns a function that says why one of these probes is not sent; nil if no target cools
// down. It looks up each target once. The error says that the history cannot be read, so that it is
// unknown whether to send.
func (c *Cooling) before(ctx context.Context, s *suite.Suite, probes []*plan.Probe) (func(*plan.Probe) exchange.Missing, error) {
	down := s.Limits.Cooldown
	if c == nil || down == nil {
		return nil, nil
	}
	why := map[string]exchange.Missing{}
	cooling := false
	for _, p := range probes {
		target := p.Request.Target()
		if _, asked := why[target]; asked {
			continue
		}
		l, err := c.last(ctx, target)
		if ctx.Err() != nil { // interrupted: nothing will be sent
			return nil, nil //nolint:nilerr // the run says so itself
		}
		if err != nil {
			return nil, fmt.Errorf("whether %s cools down is not known (%s sends all the same): %w", s.Name, c.anyway(), err)
		}
		why[target] = exchange.Missing{}
		if l != nil {
			why[target] = c.reason(target, l, down)
			cooling = cooling || !why[target].None()
		}
	}
	if !cooling {
		return nil, nil
	}
	return func(p *plan.Probe) exchange.Missing { return why[p.Request.Target()] }, nil
}

// last returns the last response of a target that starts a cooldown, nil if none is known.
func (c *Cooling) last(ctx context.Context, target string) (*history.Limit, error) {
	all := c.whole()
	all.mu.Lock()
	l, ok := all.seen[target]
	all.mu.Unlock()
	if ok {
		return &l, nil
	}
	if c.Now || c.Past == nil {
		return nil, nil
	}
	return c.Past.LastLimit(ctx, target, c.now())
}

// reason says until when nothing is sent; the zero value if the wait is over.
func (c *Cooling) reason(target string, l *history.Limit, down *suite.Cooldown) exchange.Missing {
	now, wait := c.now(), down.Lasts(l.Told, l.Tells)
	left := wait - since(l.At, now)
	if left <= 0 {
		return exchange.Missing{}
	}
	shown := left
	if left > time.Hour {
		shown = left.Round(time.Minute)
	}
	came := "answered"
	switch {
	case l.Answer != "":
		came += " " + l.Answer
	case l.Status > 0:
		came += fmt.Sprintf(" %d", l.Status)
	}
	when := "on " + minute(l.At)
	if l.Bounded {
		when = "at " + minute(l.At) + " at the latest (the clock has been set back since)"
	}
	return exchange.Missing{Kind: exchange.CoolingDown, Detail: fmt.Sprintf("cooling down until %s (another %s): %s %s %s, and limits.cooldown waits %s after that%s; %s sends all the same",
		minute(now.Add(left)), text.Span(shown), target, came, when, text.Span(wait), toldOf(l, down), c.anyway())}
}

// since returns how long ago a response came. The monotonic clock, which only responses of this
// process have, stops while the machine sleeps; the wall clock may have been set back.
func since(at, now time.Time) time.Duration {
	return max(now.Sub(at), now.Round(0).Sub(at.Round(0)))
}

// toldOf says, for a cooldown that waits as long as the answer tells, what it told.
func toldOf(l *history.Limit, down *suite.Cooldown) string {
	switch {
	case !down.Told:
		return ""
	case !l.Tells:
		return ", as it told no reset"
	case l.Told > down.AtMost:
		return ", its at_most, as it told a reset " + reset.Distance(l.Told)
	}
	return ", as it told"
}

func (c *Cooling) anyway() string { return cmp.Or(c.Anyway, "assay run --now") }

// minute formats a time for messages.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// note remembers the responses of a run that start its suite's cooldown, except those known before.
func (c *Cooling) note(r *pipeline.Run, known []*exchange.Observation) {
	if c == nil || r.Suite.Limits.Cooldown == nil {
		return
	}
	last := map[string]history.Limit{}
	for i, p := range r.Plan.Probes {
		o := r.Evidence.Observation(p)
		if o == nil || i < len(known) && known[i] == o {
			continue
		}
		for _, one := range append([]*exchange.Observation{o}, o.Samples...) {
			if r.Cools(p, one) {
				l := c.limit(one)
				l.Answer = r.Evidence.Answer(p)
				last[p.Request.Target()] = l
			}
		}
	}
	for target, l := range last {
		c.remember(target, l)
		c.keep(r.Document, target, l)
	}
}

// begun returns the function that keeps a response as soon as it starts the cooldown of a document:
// whatever becomes of this process, others know of it.
func (c *Cooling) begun(d *pipeline.Document) func(*plan.Probe, *exchange.Observation) {
	if c == nil || c.Past == nil {
		return nil
	}
	return func(p *plan.Probe, o *exchange.Observation) { c.keep(d, p.Request.Target(), c.limit(o)) }
}

func (c *Cooling) keep(d *pipeline.Document, target string, l history.Limit) {
	if c.Past != nil {
		c.Past.Cooled(d, target, l)
	}
}

// limit returns what is known of a response that starts a cooldown, without the suite's name for
// it.
func (c *Cooling) limit(o *exchange.Observation) history.Limit {
	now := c.now()
	l := history.Limit{At: now, Status: o.Status}
	if !o.Sent.IsZero() {
		l.At = now.Add(-time.Since(o.Sent.Add(o.Duration)))
	}
	if named, ok := reset.Next(o); ok {
		l.Told, l.Tells = named.Wait, true
	}
	return l
}

func (c *Cooling) remember(target string, l history.Limit) {
	c = c.whole()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]history.Limit{}
	}
	c.seen[target] = l
}
