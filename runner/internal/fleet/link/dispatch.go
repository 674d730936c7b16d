package link

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/secret/redact"
)

// remote observes the documents of a run at one vantage.
type remote struct {
	*run
	vantage string

	mu sync.Mutex
	by map[*pipeline.Document]*observers

	taught sync.Map // documents of which an agent learned a secret
}

// Parallel returns how many documents are observed at the same time: two for each agent.
func (m *remote) Parallel() int { return max(1, 2*len(m.agents())) }

// agents are the live agents of the vantage.
func (m *remote) agents() []fleet.Card {
	return slices.DeleteFunc(m.cards.live(), func(c fleet.Card) bool {
		return c.Protocol != fleet.Protocol || m.vantage != "" && c.Vantage != m.vantage
	})
}

// dispatched is a chunk of a job that was given to the fleet.
type dispatched struct {
	*fleet.Job
	id      string
	orders  []int
	run     *run
	outcome chan<- result
	subject string
	since   time.Time
	seen    int // how often the card of the agent that claimed it came without it
	times   int // of that card, when last looked at
}

// result is the end of a chunk: its outcome, or why there is none.
type result struct {
	job *dispatched
	*fleet.Outcome
	missing exchange.Missing
	skew    time.Duration // what the agent's clock is behind
}

// give ends a job without an outcome.
func (d *dispatched) give(why exchange.Missing) {
	d.run.mu.Lock()
	known := d.run.waiting[d.id] == d
	delete(d.run.waiting, d.id)
	d.run.mu.Unlock()
	if known {
		d.outcome <- result{job: d, missing: why}
	}
}

// step is one call of Observe.
type step struct {
	*remote
	name     string // unique in the run
	d        *pipeline.Document
	o        observe.Options
	set      *observe.Set
	held     map[int]exchange.Missing
	outcome  chan result
	left     int // chunks
	stopped  exchange.Missing
	progress observe.Progress
	learned  bool // an agent learned a secret
	canceled bool // agents were told to send nothing more
}

// Observe makes jobs of the probes, and waits for their outcomes.
func (m *remote) Observe(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, o observe.Options) *observe.Set {
	s := &step{
		remote: m, name: m.next(), d: d, o: o, held: map[int]exchange.Missing{}, outcome: make(chan result, 16),
		set: &observe.Set{ByProbe: make([]*exchange.Observation, len(d.Plan.Probes))},
	}
	_, s.learned = m.taught.Load(d)
	copy(s.set.ByProbe, o.Known)
	known := func(p *plan.Probe) bool { return s.set.ByProbe[p.Order] != nil }
	for _, p := range probes {
		if known(p) {
			continue
		}
		s.progress.Total++
		if o.Before == nil {
			continue
		}
		if why := o.Before(p); !why.None() {
			s.held[p.Order] = why
		}
	}
	groups := fleet.GroupsOf(d.Plan, probes, known)
	calm, bans := fleet.Jobs(groups, min(m.opts.Documents, m.Parallel()), len(m.agents()))
	s.send(ctx, calm)
	if len(bans) > 0 && s.stopped.None() {
		s.send(ctx, [][][]int{{bans}})
	}
	s.end(probes)
	return s.set
}

// send gives jobs to the fleet, and waits until each has ended.
func (s *step) send(ctx context.Context, jobs [][][]int) {
	if len(jobs) == 0 {
		return
	}
	files, err := s.files(ctx, s.d)
	if err != nil {
		s.miss(slices.Concat(jobs...), fleetLost("not given to the fleet: %v", err))
		return
	}
	var pending []jetstream.PubAckFuture
	var given [][]*dispatched
	for _, chunks := range jobs {
		one, ack, err := s.give(chunks, files)
		if err != nil {
			s.miss(chunks, fleetLost("not given to the fleet: %s", problem(err)))
			continue
		}
		given, pending = append(given, one), append(pending, ack)
		s.left += len(chunks)
	}
	refused := make(chan struct{})
	s.later(func() {
		defer close(refused)
		for i, ack := range pending {
			s.confirm(ctx, given[i], ack)
		}
	})
	for s.left > 0 {
		select {
		case r := <-s.outcome:
			s.take(r)
		case <-s.over(ctx):
			s.cancel(slices.Concat(given...))
			<-refused
			return
		}
	}
	<-refused
}

// confirm waits until the server keeps a job. A job that it does not keep is given again: its
// chunks have the same ids, which only one agent can claim.
func (s *step) confirm(ctx context.Context, chunks []*dispatched, ack jetstream.PubAckFuture) {
	select {
	case <-ack.Ok():
		return
	case <-ctx.Done():
		return
	case err := <-ack.Err():
		d := chunks[0]
		if passing(err) {
			raw, encodeErr := d.Bytes()
			if encodeErr == nil {
				err = s.again(ctx, func(ctx context.Context) error {
					_, err := s.js.Publish(ctx, d.subject, raw, jetstream.WithMsgID(d.ID))
					return err
				})
			}
		}
		if err != nil && ctx.Err() == nil {
			for _, d := range chunks {
				d.give(fleetLost("not given to the fleet: %s", problem(err)))
			}
		}
	}
}

// problem says why the server did not take something.
func problem(err error) string {
	if full(err) {
		return "the store of the fleet's server is full: " + moreRoom
	}
	return err.Error()
}

// give publishes a job.
func (s *step) give(chunks [][]int, files bundle) ([]*dispatched, jetstream.PubAckFuture, error) {
	j := s.job(chunks, files)
	subject := s.subjectOf(j)
	raw, err := j.Bytes()
	if err != nil {
		return nil, nil, err
	}
	all := make([]*dispatched, len(chunks))
	s.run.mu.Lock()
	for i, orders := range chunks {
		all[i] = &dispatched{Job: j, id: j.Chunk(i), orders: orders, run: s.run, outcome: s.outcome, subject: subject, since: time.Now()}
		s.waiting[all[i].id] = all[i]
	}
	s.run.mu.Unlock()
	ack, err := s.js.PublishMsgAsync(&nats.Msg{Subject: subject, Data: raw, Header: nats.Header{}}, jetstream.WithMsgID(j.ID))
	if err != nil {
		s.forget(all)
		return nil, nil, err
	}
	for _, orders := range chunks {
		s.progress.InFlight += len(orders)
		for _, order := range orders {
			if s.o.Sending != nil {
				s.o.Sending(s.d.Plan.Probes[order])
			}
		}
	}
	s.report()
	return all, ack, nil
}

// forget waits for chunks no longer.
func (s *step) forget(all []*dispatched) {
	s.run.mu.Lock()
	defer s.run.mu.Unlock()
	for _, d := range all {
		delete(s.waiting, d.id)
	}
}

// take adds what came of a chunk.
func (s *step) take(r result) {
	s.left--
	s.progress.InFlight -= len(r.job.orders)
	why := r.missing
	var observed []*exchange.Observation
	if why.None() && r.Refused != "" {
		why = fleetLost("the agent %s did not send it: %s", cmp.Or(r.Name, r.Agent), r.Refused)
	}
	if why.None() {
		var err error
		if observed, err = r.In(s.d.Plan); err != nil {
			why = agentLost("%v", err)
		}
		fleet.Shift(observed, r.skew)
	}
	if r.Outcome != nil {
		s.set.Requests += r.Requests
		s.observedBy(r.job.orders, r.Agent)
		s.learn(r.Learned)
	}
	for _, order := range r.job.orders {
		var o *exchange.Observation
		if observed != nil {
			o = observed[order]
		}
		if o == nil && why.None() {
			why = agentLost("the agent %s did not observe it", r.Name)
		}
		if o != nil && o.Missing.Kind == exchange.Interrupted && !s.canceled {
			o = missing(s.d.Plan.Probes[order], agentLost(endedAgent, r.Name))
		}
		if o == nil {
			o = missing(s.d.Plan.Probes[order], why)
		}
		if s.learned {
			s.o.Redact.Observation(o)
		}
		if s.o.Observed != nil {
			o = s.o.Observed(s.d.Plan.Probes[order], o)
		}
		s.settle(s.d.Plan.Probes[order], o)
	}
	s.report()
}

// learn takes in the secrets that an agent learned. The answers of other agents may have them.
func (s *step) learn(all []redact.Secret) {
	for _, one := range all {
		if s.o.Redact.Learn(one) {
			s.learned = true
			s.taught.Store(s.d, true)
		}
	}
}

func (s *step) settle(p *plan.Probe, o *exchange.Observation) {
	s.set.ByProbe[p.Order] = o
	s.progress.Done++
	if s.o.Settled != nil && s.stopped.None() {
		s.stopped = s.o.Settled(p, o)
	}
}

func missing(p *plan.Probe, why exchange.Missing) *exchange.Observation {
	return &exchange.Observation{Probe: p.ID, Request: p.Request, Missing: why}
}

// miss settles the probes of jobs that were not given.
func (s *step) miss(jobs [][]int, why exchange.Missing) {
	for _, orders := range jobs {
		for _, order := range orders {
			s.settle(s.d.Plan.Probes[order], missing(s.d.Plan.Probes[order], why))
		}
	}
}

// over returns a channel that is closed once nothing more is to be sent.
func (s *step) over(ctx context.Context) <-chan struct{} {
	if !s.stopped.None() {
		over := make(chan struct{})
		close(over)
		return over
	}
	return ctx.Done()
}

// cancel has the agents send nothing more of the step, and waits a little for what they sent.
func (s *step) cancel(given []*dispatched) {
	s.canceled = true
	_ = s.nc.Publish(stops+s.id, []byte(s.name))
	patience := time.After(3 * time.Second)
	for s.left > 0 {
		select {
		case r := <-s.outcome:
			s.take(r)
			continue
		case <-patience:
		}
		break
	}
	s.forget(given)
	s.left = 0
}

// end settles the probes that have no observation: the run was interrupted, or stopped.
func (s *step) end(probes []*plan.Probe) {
	why := s.stopped
	if why.None() {
		why = exchange.InterruptedRun
	}
	for _, p := range probes {
		if s.set.ByProbe[p.Order] == nil {
			s.set.ByProbe[p.Order] = missing(p, why)
		}
	}
	if s.learned {
		for _, o := range s.set.ByProbe {
			s.o.Redact.Observation(o)
		}
	}
	s.progress.Done, s.progress.InFlight = s.progress.Total, 0
	s.report()
}

func (s *step) report() {
	if s.o.Progress != nil {
		s.progress.Sent = s.set.Requests
		s.o.Progress(s.progress)
	}
}
