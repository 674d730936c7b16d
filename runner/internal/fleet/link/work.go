package link

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/fleet"
	"assay/runner/internal/plan"
)

// offered decides about a job: it does it, or leaves it to others.
func (a *agent) offered(m jetstream.Msg) {
	j, err := fleet.ReadJob(m.Data())
	if err != nil {
		_ = m.Term() // nobody of this version can read it
		return
	}
	if a.ctx.Err() != nil {
		_ = m.Nak()
		return
	}
	if !a.card.Can(j.Load.Environment, j.Needs) && a.other(j) {
		_ = m.NakWithDelay(200 * time.Millisecond)
		return
	}
	switch waits, err := a.waited(j); {
	case err != nil:
		return // given back after a while
	case !waits:
		if a.unwaited(j.Run) {
			_ = m.Term()
			return
		}
		_ = m.NakWithDelay(3 * time.Second) // the run may have lost the server for a while
		return
	}
	a.mu.Lock()
	delete(a.over, j.Run)
	a.mu.Unlock()
	a.do(j, m)
}

// other reports whether another agent has what a job needs and this one does not.
func (a *agent) other(j *fleet.Job) bool {
	for _, c := range a.cards.live() {
		if c.ID != a.card.ID && c.Protocol == fleet.Protocol && (j.Vantage == "" || c.Vantage == j.Vantage) && c.Can(j.Load.Environment, j.Needs) {
			return true
		}
	}
	return false
}

// waited reports whether somebody waits for the outcome of a job.
func (a *agent) waited(j *fleet.Job) (bool, error) {
	a.mu.Lock()
	_, stopped := a.stopped[j.Step]
	a.mu.Unlock()
	if stopped {
		return true, nil // which do then says
	}
	ctx, end := context.WithTimeout(a.ctx, asking)
	defer end()
	_, err := a.runs.Get(ctx, j.Run)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return false, nil
	}
	return err == nil, err
}

// unwaited notes that nobody waits for a run, and reports whether that is for good: a run that is
// there says so again within ten seconds, and gives up without the server before this does.
func (a *agent) unwaited(run string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	since, ok := a.over[run]
	if !ok {
		a.over[run] = time.Now()
	}
	return ok && time.Since(since) > serverGone
}

// claim reports whether a chunk is this agent's, which no other can send then. A claim that the
// agent made before, without an answer from the server, is its own unless it began the chunk.
func (a *agent) claim(chunk string) (bool, error) {
	ctx, end := context.WithTimeout(a.ctx, patience)
	defer end()
	mine := false
	err := a.again(ctx, func(ctx context.Context) error {
		_, err := a.claims.Create(ctx, chunk, []byte(a.card.ID))
		if mine = err == nil; !errors.Is(err, jetstream.ErrKeyExists) {
			return err
		}
		owner, err := a.claimedBy(ctx, chunk)
		mine = err == nil && owner == a.card.ID
		return err
	})
	if err != nil || !mine {
		return false, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	_, again := a.begun[chunk]
	a.begun[chunk] = time.Now()
	return !again, nil
}

// working is a job under way.
type working struct {
	stop context.CancelFunc
}

// do sends what a job asks for, chunk by chunk, and hands the outcomes in, each while the next
// chunk is sent. The chunks that it did not claim when it is told to end are for others.
func (a *agent) do(j *fleet.Job, m jetstream.Msg) {
	ctx, stop := context.WithCancel(context.WithoutCancel(a.ctx))
	defer stop()
	a.mu.Lock()
	a.running[j.ID] = j
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.running, j.ID)
		a.mu.Unlock()
	}()
	later(func() { keep(ctx, m) })
	w := &working{stop}
	a.begin(j.Step, w)
	defer a.ended(j.Step, w)
	doc, done := a.docs.of(j)
	defer done()
	whole, handing := true, make(chan struct{}, 1)
	for n, orders := range j.Chunks {
		c := &chunk{agent: a, job: j, doc: doc, handing: handing, id: j.Chunk(n), orders: orders}
		c.ctx, c.stop = context.WithCancel(ctx)
		whole = c.do() && whole
		c.stop()
	}
	handing <- struct{}{}
	if whole {
		_ = m.Ack()
	} else {
		_ = m.Nak()
	}
}

// keep tells the server, until ctx ends, that a job is not forgotten.
func keep(ctx context.Context, m jetstream.Msg) {
	tick := time.NewTicker(handedBack / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = m.InProgress()
		}
	}
}

// chunk is a chunk of a job under way. It is claimed when its first request is about to be sent:
// until then another agent may take it over.
type chunk struct {
	agent  *agent
	job    *fleet.Job
	doc    *document
	id     string
	orders []int
	ctx    context.Context
	stop   context.CancelFunc

	handing chan struct{} // full while an outcome of the job is handed in

	mu      sync.Mutex
	claimed bool
	others  bool   // another agent has it
	told    func() // notes that the run has the outcome; nil: nothing came of it
	failed  error
}

// do sends the probes of the chunk and hands the outcome in. It reports whether somebody has
// claimed the chunk.
func (c *chunk) do() (claimed bool) {
	out := &fleet.Outcome{Refused: "the run was stopped"}
	if !c.agent.isStopped(c.job.Step) {
		var err error
		if out, err = c.agent.observe(c.ctx, c); err != nil {
			out = &fleet.Outcome{Refused: c.agent.masks.String(err.Error())}
		}
	}
	if !c.isClaimed() && c.agent.ctx.Err() != nil {
		return false
	}
	why := c.claim()
	switch {
	case why.None():
		c.handIn(out)
	case full(c.failed):
		c.handIn(&fleet.Outcome{Refused: "the store of the fleet's server is full, so that it could not be claimed"})
	case c.failed != nil:
		return false
	}
	return true
}

// handIn hands an outcome in once the one before is, and does not wait for the answer.
func (c *chunk) handIn(out *fleet.Outcome) {
	c.handing <- struct{}{}
	later(func() {
		defer func() { <-c.handing }()
		c.agent.answer(c, out)
	})
}

// claim makes the chunk this agent's own, once. Without a claim nothing is sent.
func (c *chunk) claim() exchange.Missing {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.claimed {
		return exchange.Missing{}
	}
	if !c.others && c.failed == nil {
		mine, err := c.agent.claim(c.id)
		if mine {
			c.claimed = true
			return exchange.Missing{}
		}
		c.others, c.failed = err == nil, err
		c.stop()
	}
	return exchange.InterruptedRun
}

// isClaimed reports whether the chunk is this agent's own.
func (c *chunk) isClaimed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.claimed
}

// isStopped reports whether nothing more of a step is sent.
func (a *agent) isStopped(step string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, stopped := a.stopped[step]
	return stopped || a.ctx.Err() != nil
}

// begin notes a job so that it can be stopped.
func (a *agent) begin(step string, w *working) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cancels[step] == nil {
		a.cancels[step] = map[*working]bool{}
	}
	a.cancels[step][w] = true
}

func (a *agent) ended(step string, w *working) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if delete(a.cancels[step], w); len(a.cancels[step]) == 0 {
		delete(a.cancels, step)
	}
}

// stop ends the jobs of a step: what was not sent is interrupted.
func (a *agent) stop(step string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped[step] = time.Now()
	for w := range a.cancels[step] {
		w.stop()
	}
}

func (a *agent) stopAll() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, all := range a.cancels {
		for w := range all {
			w.stop()
		}
	}
}

// observe sends the probes of a chunk.
func (a *agent) observe(ctx context.Context, c *chunk) (out *fleet.Outcome, err error) {
	j := c.job
	doc := c.doc
	if err := doc.ready(ctx, a.docs, j); err != nil {
		return nil, err
	}
	d := doc.document
	if len(d.Plan.Probes) != j.Planned {
		return nil, fmt.Errorf("its plan has %d probes here, and %d where the run began: both must be of one version (here %s)", len(d.Plan.Probes), j.Planned, a.card.Version)
	}
	known, err := doc.known(j)
	if err != nil {
		return nil, err
	}
	probes := make([]*plan.Probe, 0, len(c.orders))
	for _, order := range c.orders {
		if order < 0 || order >= j.Planned {
			return nil, fmt.Errorf("it asks for probe %d of %d", order+1, j.Planned)
		}
		probe := d.Plan.Probes[order]
		if why, held := j.Held[order]; held {
			known[order] = &exchange.Observation{Probe: probe.ID, Request: probe.Request, Missing: why}
		}
		probes = append(probes, probe)
	}
	gate := a.gate(c)
	defer gate.end()
	if down := d.Suite.Limits.Cooldown; down != nil {
		gate.wait = down.Wait
	}
	opts := doc.options(a, j)
	opts.Sender = &gated{Sender: doc.client, gate: gate}
	opts.Cooled, opts.Room = gate.cooled, gate.room
	course := engine.Start(opts)
	course.Join(j.RunID)
	run, err := course.Part(ctx, d, probes, known)
	if run == nil {
		return nil, err
	}
	out = &fleet.Outcome{Requests: run.Requests, Excess: doc.client.Excess()}
	var all []*exchange.Observation
	for _, order := range c.orders {
		if o := run.Observations[order]; o != nil {
			out.Orders, all = append(out.Orders, order), append(all, o)
		}
	}
	doc.keep(out.Orders, all)
	secrets, count := doc.learned()
	if out.Learned, err = fleet.Sealed(j.Key, secrets); err != nil {
		return nil, err
	}
	c.told = func() { doc.tell(count) }
	a.sent.Add(int64(run.Requests))
	out.Observed, err = packed.Of(all)
	return out, err
}

// answer hands an outcome in, until it is acknowledged or nobody waits for it.
func (a *agent) answer(c *chunk, out *fleet.Outcome) {
	j := c.job
	out.Agent, out.Name = a.card.ID, a.card.Name
	raw, err := out.Bytes()
	if err != nil {
		raw, _ = (&fleet.Outcome{Agent: a.card.ID, Name: a.card.Name, Refused: err.Error()}).Bytes()
	}
	parts := max(1, (len(raw)+mostInMessage-1)/mostInMessage)
	deadline := time.Now().Add(handingIn)
	for part := range parts {
		m := nats.NewMsg(outcomes + j.Run)
		m.Data = raw[part*mostInMessage : min((part+1)*mostInMessage, len(raw))]
		m.Header.Set(headJob, c.id)
		m.Header.Set(headPart, strconv.Itoa(part))
		m.Header.Set(headParts, strconv.Itoa(parts))
		for wait := 50 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
			m.Header.Set(headClock, a.opts.Clock().Format(time.RFC3339Nano))
			if _, err := a.nc.RequestMsg(m, asking); err == nil {
				break
			}
			if ends := time.Now().Add(asking); a.ctx.Err() != nil && ends.Before(deadline) {
				deadline = ends // it was told to end
			}
			if time.Now().After(deadline) {
				return
			}
			if waits, err := a.waited(&fleet.Job{Run: j.Run}); err == nil && !waits {
				return
			}
			time.Sleep(wait)
		}
	}
	if c.told != nil {
		c.told()
	}
}

// handingIn is how long an agent tries to hand an outcome in.
const handingIn = 10 * time.Minute
