package engine

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// Cooling knows which targets gave a response that starts a cooldown: in earlier runs, from the
// history, and in this process. All documents of a run share it, and all runs of a long-lived
// process.
type Cooling struct {
	// History returns the history of earlier runs; it may be nil. It is called only for suites that
	// have a cooldown. A nil DB has no runs.
	History func() (*store.DB, error)
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

// For returns a Cooling for one run of a long-lived process: with the run's History and Now, and
// what the runs of c saw.
func (c *Cooling) For(run *Cooling) *Cooling {
	return &Cooling{History: run.History, Now: run.Now, Anyway: c.Anyway, Clock: c.Clock, process: c}
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
	if c.Now || c.History == nil {
		return nil, nil
	}
	db, err := c.History()
	if err != nil {
		return nil, err
	}
	return db.LastLimit(ctx, target, c.now())
}

// reason says until when nothing is sent; the zero value if the wait is over.
func (c *Cooling) reason(target string, l *history.Limit, down *suite.Cooldown) exchange.Missing {
	now, wait := c.now(), down.Lasts(l.Told, l.Tells)
	// The monotonic clock, which only responses of this process have, stops while the machine sleeps;
	// the wall clock may have been set back.
	left := wait - max(now.Sub(l.At), now.Round(0).Sub(l.At.Round(0)))
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
	for i, p := range r.Plan.Probes {
		o := r.Evidence.Observation(p)
		if o == nil || i < len(known) && known[i] == o {
			continue
		}
		for _, one := range append([]*exchange.Observation{o}, o.Samples...) {
			if r.Cools(p, one) {
				l := history.Limit{At: c.now(), Status: one.Status, Answer: r.Evidence.Answer(p)}
				if named, ok := reset.Next(one); ok {
					l.Told, l.Tells = named.Wait-time.Since(one.Sent.Add(one.Duration)), true
				}
				c.remember(p.Request.Target(), l)
			}
		}
	}
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
