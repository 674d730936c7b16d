package session

import (
	"context"
	"errors"
	"sync"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Document is one suite and what was observed for it so far.
type Document struct {
	*pipeline.Document
	number  int // among the documents of the session
	session *Session

	mu       sync.Mutex
	observed []*exchange.Observation // by plan.Probe.Order
	requests int                     // sent in this run, by any process
	excess   []string                // who sent bytes that belong to no answer
	taken    int                     // batches of other processes, and of this one, so far
	run      *pipeline.Run           // over observed

	diagnosed diagnosed
}

// Selected lists the specs of the document that this run judges, pending ones included.
func (d *Document) Selected() []*plan.Spec { return d.session.door.Selected(d) }

// Pending is why a spec is not judged in the mode of the run, none when it is.
func (d *Document) Pending(s *plan.Spec) judge.Reason {
	return pipeline.PendingIn(d.session.opts.Mode, s)
}

// asking has some of a document's observations made.
type asking func(context.Context, *pipeline.Document, engine.Options) (*pipeline.Run, error)

// these asks for probes and what they depend on.
func these(probes []*plan.Probe) asking {
	return func(ctx context.Context, d *pipeline.Document, opts engine.Options) (*pipeline.Run, error) {
		return engine.ObserveProbes(ctx, d, d.Plan.WithDeps(probes...), opts)
	}
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

// has reports whether every one of the probes was observed.
func (d *Document) has(probes []*plan.Probe) bool {
	return d.run != nil && among(d.observed, probes)
}

// among reports whether all of the probes have an observation among these.
func among(observed []*exchange.Observation, probes []*plan.Probe) bool {
	for _, p := range probes {
		if p.Order >= len(observed) || observed[p.Order] == nil {
			return false
		}
	}
	return true
}

// send observes what was not observed before and hands it over.
func (d *Document) send(ctx context.Context, more asking) error {
	opts := d.session.opts
	opts.Known = d.observed
	if limit := d.Suite.Limits.Requests; limit > 0 {
		opts.Budget = engine.Left(limit, d.requests)
	}
	run, err := more(ctx, d.Document, opts)
	if run == nil {
		return err
	}
	batch := Batch{Requests: run.Requests, Excess: run.Excess, Learned: d.Redact.AllLearned()}
	for _, p := range d.Plan.Probes {
		if o := run.Evidence.Observation(p); o != nil && (d.observed == nil || d.observed[p.Order] == nil) {
			batch.Orders = append(batch.Orders, p.Order)
			batch.Observations = append(batch.Observations, o)
		}
	}
	known := d.observed
	d.add(&batch)
	d.taken++
	d.keep(ctx, run, known)
	if others := d.session.door.Others; others != nil {
		err = errors.Join(err, others.Write(d.number, d.taken, &batch))
	}
	return err
}

// takeIn reads what other processes have observed.
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

// add makes a batch part of what was observed. Evidence that was handed out
// before stays as it was.
func (d *Document) add(b *Batch) {
	for _, s := range b.Learned {
		d.Redact.Learn(s)
	}
	all := make([]*exchange.Observation, len(d.Plan.Probes))
	copy(all, d.observed)
	for i, order := range b.Orders {
		if order >= 0 && order < len(all) && i < len(b.Observations) {
			all[order] = b.Observations[i]
			all[order].Request = d.Plan.Probes[order].Request
		}
	}
	d.observed = all
	d.requests += b.Requests
	d.excess = pipeline.MergedExcess(d.excess, b.Excess)
	d.run = &pipeline.Run{
		Document: d.Document, Mode: d.session.opts.Mode, Evidence: judge.NewEvidence(d.Plan, all),
		Observations: all, Requests: d.requests, Excess: d.excess,
	}
}

// Batches is how often something was observed so far, by any process.
func (s *Session) Batches() int {
	n := 0
	for _, d := range s.Documents {
		d.mu.Lock()
		n += d.taken
		d.mu.Unlock()
	}
	return n
}

// runFor is a run that holds what judging s needs, and with it what all specs of
// the document that will run need.
func (d *Document) runFor(ctx context.Context, s *plan.Spec) (*pipeline.Run, error) {
	return d.observing(ctx, s.Needs, func(ctx context.Context, of *pipeline.Document, opts engine.Options) (*pipeline.Run, error) {
		return engine.Observe(ctx, of, append([]*plan.Spec{s}, d.Selected()...), opts)
	})
}
