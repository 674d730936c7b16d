package link

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/crash"
	"assay/runner/internal/fleet"
	"assay/runner/internal/secret/redact"
)

// agent takes jobs.
type agent struct {
	*wire
	opts    fleet.AgentOptions
	card    fleet.Card
	cards   *cards
	leases  *leases
	cooling *cooling
	docs    *documents
	ctx     context.Context // ends when the agent is told to end
	sent    atomic.Int64
	masks   redact.Masks // of every document

	mu        sync.Mutex
	running   map[string]*fleet.Job         // by id
	begun     map[string]time.Time          // chunks that it claimed
	cancels   map[string]map[*working]bool  // by the step
	stopped   map[string]time.Time          // steps
	over      map[string]time.Time          // runs that nobody waits for any more, since when
	consumers map[string]jetstream.Consumer // by subject
	sealers   map[string]*fleet.Sealer      // by the public key of the run
}

// defaultJobs is how many jobs an agent does at the same time.
const defaultJobs = 16

// Agent takes jobs until ctx ends; then it sends nothing more and hands in what it has.
func (c Client) Agent(ctx context.Context, p fleet.Place, o fleet.AgentOptions) error {
	return c.agent(ctx, p, o, make(chan *agent, 1))
}

// agent is Agent; it sends the agent to started, which must have room, before it takes jobs.
func (Client) agent(ctx context.Context, p fleet.Place, o fleet.AgentOptions, started chan<- *agent) error {
	host, _ := os.Hostname()
	w, err := connect(ctx, p, "assay agent "+o.Name)
	if err != nil {
		return err
	}
	defer w.close()
	a := &agent{
		wire: w, opts: o, ctx: ctx, running: map[string]*fleet.Job{}, begun: map[string]time.Time{},
		cancels: map[string]map[*working]bool{}, stopped: map[string]time.Time{}, over: map[string]time.Time{}, consumers: map[string]jetstream.Consumer{},
		sealers: map[string]*fleet.Sealer{},
	}
	if p.Fell != nil {
		w.fell = func(c *crash.Crash) { p.Fell(c.Masked(a.masks.String)) }
	}
	a.opts.Jobs = cmp.Or(o.Jobs, defaultJobs)
	if a.opts.Clock == nil {
		a.opts.Clock = time.Now
	}
	a.card = fleet.Card{
		ID: rand.Text(), Name: cmp.Or(o.Name, host, "agent"), Vantage: o.Vantage, Version: o.Version, Protocol: cmp.Or(o.Protocol, fleet.Protocol),
		Secrets: slices.Sorted(slices.Values(o.Names)), Environments: o.Environments, Started: a.opts.Clock().UTC(),
	}
	if a.docs, err = newDocuments(a); err != nil {
		return err
	}
	defer a.docs.close()
	started <- a
	return a.serve(ctx)
}

// serve takes jobs until ctx ends.
func (a *agent) serve(ctx context.Context) error {
	inner, end := context.WithCancel(context.WithoutCancel(ctx)) // of what goes on until the last outcome
	defer end()
	a.cards = watchCards(inner, a.wire)
	a.cooling = watchCooling(inner, a)
	a.leases = newLeases(inner, a)
	if err := a.listen(); err != nil {
		return a.unreachable(err)
	}
	if err := a.cooling.ready(ctx); err != nil && ctx.Err() == nil { // before anything is sent
		return a.unreachable(err)
	}
	first := func(ctx context.Context) error { return a.again(ctx, a.beat) }
	if err := a.patient(ctx, first); err != nil && ctx.Err() == nil {
		return a.unreachable(err)
	}
	a.later(func() { a.beats(inner) })
	a.opts.Say("agent %s takes jobs at %s", a.card.Name, cmp.Or(a.card.Vantage, "no vantage"))
	var takers, workers sync.WaitGroup
	for _, from := range a.subjects() {
		takers.Add(1)
		a.later(func() { defer takers.Done(); a.take(ctx, from, &workers) })
	}
	takers.Wait()
	a.stopAll()
	workers.Wait()
	a.leases.release()
	a.purge(a.wire.cards, a.card.ID)
	return nil
}

// subjects are those of the jobs that are for the agent.
func (a *agent) subjects() []string {
	out := []string{jobsOf(a.card.Protocol, jobsAny), jobsOf(a.card.Protocol, jobsTo+a.card.ID)}
	if a.opts.Vantage != "" {
		out = append(out, jobsOf(a.card.Protocol, jobsAt+token(a.opts.Vantage)))
	}
	return out
}

// listen answers who asks after the agent by its card, and hears which steps are stopped.
func (a *agent) listen() error {
	_, err := a.nc.Subscribe(pings+a.card.ID, func(m *nats.Msg) { _ = m.Respond(put(a.now())) })
	if err == nil {
		_, err = a.nc.Subscribe(stops+"*", func(m *nats.Msg) { a.stop(string(m.Data)) })
	}
	return err
}

// beats renews the card until ctx ends, and forgets what is long over.
func (a *agent) beats(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = a.beat(ctx) // again at the next
			a.forget()
		}
	}
}

func (a *agent) beat(ctx context.Context) error {
	ctx, end := context.WithTimeout(ctx, beat)
	defer end()
	_, err := a.wire.cards.Put(ctx, a.card.ID, put(a.now()))
	return err
}

// now returns the card with what the agent does now.
func (a *agent) now() fleet.Card {
	card := a.card
	card.Sent = a.sent.Load()
	a.mu.Lock()
	defer a.mu.Unlock()
	card.Jobs = slices.Sorted(maps.Keys(a.running))
	return card
}

func (a *agent) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, all := range []map[string]time.Time{a.begun, a.stopped, a.over} {
		maps.DeleteFunc(all, func(_ string, at time.Time) bool { return time.Since(at) > claimsKept })
	}
}

// take pulls the jobs of one subject, one for each free place.
func (a *agent) take(ctx context.Context, subject string, workers *sync.WaitGroup) {
	places := make(chan struct{}, a.opts.Jobs)
	for ctx.Err() == nil {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		m := a.next(ctx, subject)
		if m == nil {
			<-places
			continue
		}
		workers.Add(1)
		a.later(func() {
			defer workers.Done()
			defer func() { <-places }()
			a.offered(m)
		})
	}
}

// handedBack is after how long a job that its agent neither claimed nor gave back goes to another.
const handedBack = 5 * time.Second

// next waits for a job; nil: none came.
func (a *agent) next(ctx context.Context, subject string) jetstream.Msg {
	from, err := a.consumer(ctx, subject)
	if err == nil {
		var batch jetstream.MessageBatch
		waiting, end := context.WithTimeout(ctx, 10*time.Second)
		defer end()
		if batch, err = from.Fetch(1, jetstream.FetchContext(waiting)); err == nil {
			for m := range batch.Messages() {
				return m
			}
			err = batch.Error()
		}
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, context.DeadlineExceeded) {
		a.forgetConsumer(subject)
		select {
		case <-ctx.Done():
		case <-time.After(300 * time.Millisecond):
		}
	}
	return nil
}

// consumer returns the consumer of a subject, which all agents share that take from it.
func (a *agent) consumer(ctx context.Context, subject string) (jetstream.Consumer, error) {
	a.mu.Lock()
	known := a.consumers[subject]
	a.mu.Unlock()
	if known != nil {
		return known, nil
	}
	ctx, end := context.WithTimeout(ctx, asking)
	defer end()
	made, err := a.js.CreateOrUpdateConsumer(ctx, jobsStream, jetstream.ConsumerConfig{
		Durable: consumerOf(subject), FilterSubject: subject,
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: handedBack, MaxAckPending: 100_000, InactiveThreshold: jobsKept,
	})
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.consumers[subject] = made
	return made, nil
}

// consumerOf returns the name of the consumer of a subject of jobs.
func consumerOf(subject string) string {
	return strings.ReplaceAll(strings.TrimPrefix(subject, jobsAll), ".", "-")
}

// forgetConsumer has the consumer made anew: the server may have lost it.
func (a *agent) forgetConsumer(subject string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.consumers, subject)
}
