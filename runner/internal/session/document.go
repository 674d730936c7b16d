package session

import (
	"context"
	"errors"
	"sync"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Document is one suite and what was observed for it so far.
type Document struct {
	*pipeline.Document
	number  int // among the documents of the session
	session *Session

	mu    sync.Mutex
	taken int           // batches so far, of all processes
	run   *pipeline.Run // over all that was observed, by any process; nil if nothing was

	diagnosed diagnosed
}

// Selected lists the specs of the document that this run judges, pending ones included.
func (d *Document) Selected() []*plan.Spec { return d.session.door.Selected(d) }

// Pending returns why a spec is not judged in the mode of the run, the zero Reason if it is.
func (d *Document) Pending(s *plan.Spec) judge.Reason {
	return pipeline.PendingIn(d.session.opts.Mode, s)
}

// asking returns what to observe of a document.
type asking func() engine.Task

// these asks for probes and their dependencies.
func (d *Document) these(probes []*plan.Probe) asking {
	return func() engine.Task { return engine.Task{Document: d.Document, Probes: d.Plan.WithDeps(probes...)} }
}

// byHand asks for a probe that a test reads by itself. Where the document cleans up when
// all was sent, that is all that the run will need.
func (d *Document) byHand(p *plan.Probe) asking {
	if len(d.Plan.Cleanups()) == 0 {
		return d.these([]*plan.Probe{p})
	}
	return func() engine.Task { return d.these(append(d.Plan.Needed(d.judging()), p))() }
}

// judging are the specs that this run judges, without pending ones.
func (d *Document) judging() []*plan.Spec {
	var out []*plan.Spec
	for _, s := range d.Selected() {
		if d.Pending(s).None() {
			out = append(out, s)
		}
	}
	return out
}

// observing gives a run that holds an observation of all these probes. Where one
// is missing, more asks for what is sent then, this process holding the lock; at
// most one process sends, and each probe at most once.
func (d *Document) observing(ctx context.Context, needs []*plan.Probe, more asking) (*pipeline.Run, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.has(needs) {
		return d.run, nil
	}
	if others := d.session.door.Others; others != nil {
		unlock, err := others.Lock(ctx)
		if err != nil {
			return nil, err
		}
		defer unlock()
		if err := d.takeIn(); err != nil || d.has(needs) {
			return d.run, err
		}
	}
	return d.run, d.send(ctx, more)
}

// has reports whether all of the probes were observed.
func (d *Document) has(probes []*plan.Probe) bool {
	return d.run != nil && among(d.run.Observations, probes)
}

// known returns what was observed so far, by plan.Probe.Order.
func (d *Document) known() []*exchange.Observation {
	if d.run == nil {
		return nil
	}
	return d.run.Observations
}

// among reports whether all of the probes have an observation in observed.
func among(observed []*exchange.Observation, probes []*plan.Probe) bool {
	for _, p := range probes {
		if p.Order >= len(observed) || observed[p.Order] == nil {
			return false
		}
	}
	return true
}

// send observes what was not observed before and passes it on.
func (d *Document) send(ctx context.Context, more asking) error {
	if others := d.session.door.Others; others != nil {
		id, err := others.Run(d.session.course.ID())
		if err != nil {
			return err
		}
		d.session.course.Join(id)
		if err := d.session.takeInTokens(d); err != nil {
			return err
		}
	}
	run, err := d.session.course.Observe(ctx, more())
	if run == nil {
		return err
	}
	known := d.known()
	batch := Batch{Requests: run.Requests, Excess: run.Excess, Learned: d.Redact.AllLearned()}
	for i, o := range run.Observations {
		if o != nil && (known == nil || known[i] != o) { // new, or a token that was renewed
			batch.Orders = append(batch.Orders, i)
			batch.Observations = append(batch.Observations, o)
		}
	}
	d.run = d.session.course.Run(d.Document)
	d.taken++
	d.keep(ctx, run, known)
	if others := d.session.door.Others; others != nil {
		err = errors.Join(err, others.Write(d.number, d.taken, &batch))
	}
	return err
}

// takeIn reads what other processes observed.
func (d *Document) takeIn() error {
	for d.session.door.Others != nil {
		batch, err := d.session.door.Others.Read(d.number, d.taken+1)
		if err != nil || batch == nil {
			return err
		}
		d.taken++
		d.add(batch)
	}
	return nil
}

// takeInTokens reads what other processes observed for the other documents if a document needs
// tokens of OAuth 2.0, which those may have.
func (s *Session) takeInTokens(d *Document) error {
	if !d.needsTokens() {
		return nil
	}
	for _, other := range s.Documents {
		if other == d || !other.needsTokens() || !other.mu.TryLock() { // one in use reads by itself
			continue
		}
		err := other.takeIn()
		other.mu.Unlock()
		if err != nil {
			return err
		}
	}
	return nil
}

// needsTokens reports whether some request of the document is sent with a token that it fetches.
func (d *Document) needsTokens() bool {
	return len(d.Suite.Probes) > 0 && d.Suite.Probes[0].Token // token probes come first
}

// add adds a batch of another process to what was observed.
func (d *Document) add(b *Batch) {
	for _, s := range b.Learned {
		d.Redact.Learn(s)
	}
	observed := make([]*exchange.Observation, len(d.Plan.Probes))
	for i, order := range b.Orders {
		if order >= 0 && order < len(observed) && i < len(b.Observations) {
			observed[order] = b.Observations[i]
			packed.Planned(observed[order], d.Plan.Probes[order].Request)
		}
	}
	d.session.course.Add(d.Document, observed, b.Requests, b.Excess)
	d.run = d.session.course.Run(d.Document)
}

// Batches returns how many batches were observed so far, by any process.
func (s *Session) Batches() int {
	n := 0
	for _, d := range s.Documents {
		d.mu.Lock()
		n += d.taken
		d.mu.Unlock()
	}
	return n
}

// runFor returns a run that contains what judging s needs, together with what all other specs of
// the document that will run need.
func (d *Document) runFor(ctx context.Context, s *plan.Spec) (*pipeline.Run, error) {
	return d.observing(ctx, d.session.course.Needs(d.Document, s), func() engine.Task {
		return engine.Task{Document: d.Document, Specs: append([]*plan.Spec{s}, d.Selected()...)}
	})
}
