package link

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
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
	agent   *agent
	job     *fleet.Job
	doc     *document
	stop    context.CancelFunc
	handing chan struct{} // full while an outcome of the job is handed in
	chunks  []*chunk
	places  []place // of the probes that are sent, by plan.Probe.Order
}

// place is where a chunk has a probe.
type place struct {
	chunk *chunk
	at    int
}

// do sends what a job asks for and hands the outcomes in, chunk by chunk, each while the next
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
	a.later(func() { keep(ctx, m) })
	doc, done := a.docs.of(j)
	defer done()
	w := &working{agent: a, job: j, doc: doc, stop: stop, handing: make(chan struct{}, 1)}
	for n, orders := range j.Chunks {
		w.chunks = append(w.chunks, newChunk(w, j.Chunk(n), orders))
	}
	a.begin(j.Step, w)
	defer a.ended(j.Step, w)
	if w.send(ctx) {
		_ = m.Ack()
	} else {
		_ = m.Nak()
	}
}

// send sends the chunks. It reports whether somebody has claimed each of them.
func (w *working) send(ctx context.Context) (claimed bool) {
	err := w.ready(ctx)
	each := 1
	if err == nil && w.streams() {
		each = max(len(w.chunks), 1)
	}
	for some := range slices.Chunk(w.chunks, each) {
		why := err
		switch {
		case w.agent.isStopped(w.job.Step):
			why = errors.New("the run was stopped")
		case why == nil:
			of, stop := context.WithCancel(ctx)
			if len(some) == 1 {
				some[0].halt = stop
			}
			why = w.observe(of, some)
			stop()
		}
		for _, c := range some {
			if !c.ended {
				c.end(&fleet.Outcome{Refused: w.agent.masks.String(why.Error())})
			}
		}
	}
	w.handing <- struct{}{}
	return !slices.ContainsFunc(w.chunks, func(c *chunk) bool { return c.open })
}

// streams reports whether the chunks are sent in one go, each ended as soon as it is observed: no
// probe needs another, and no budget is counted by chunks.
func (w *working) streams() bool {
	d := w.doc
	return !d.jars && d.document.Plan.Independent() && w.job.Limits.Requests == 0
}

// ready reads the document of the job.
func (w *working) ready(ctx context.Context) error {
	if err := w.doc.ready(ctx, w.agent.docs, w.job); err != nil {
		return err
	}
	d := w.doc.document
	if len(d.Plan.Probes) != w.job.Planned {
		return fmt.Errorf("its plan has %d probes here, and %d where the run began: both must be of one version (here %s)", len(d.Plan.Probes), w.job.Planned, w.agent.card.Version)
	}
	w.places = make([]place, w.job.Planned)
	for _, c := range w.chunks {
		for at, order := range c.orders {
			if order < 0 || order >= w.job.Planned {
				return fmt.Errorf("it asks for probe %d of %d", order+1, w.job.Planned)
			}
			w.places[order] = place{c, at}
		}
	}
	return nil
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

// observe sends the probes of chunks, and ends each of them that is observed.
func (w *working) observe(ctx context.Context, chunks []*chunk) error {
	known, err := w.doc.known(w.job)
	if err != nil {
		return err
	}
	d, a := w.doc.document, w.agent
	var probes []*plan.Probe
	for _, c := range chunks {
		for at, order := range c.orders {
			probe := d.Plan.Probes[order]
			if why, held := w.job.Held[order]; held {
				known[order] = &exchange.Observation{Probe: probe.ID, Request: probe.Request, Missing: why}
				c.add(at, known[order])
			}
			probes = append(probes, probe)
		}
	}
	gate := chunks[0].gate()
	if down := d.Suite.Limits.Cooldown; down != nil {
		gate.wait = down.Wait
	}
	opts := w.doc.options(a, w.job)
	opts.Sender = &gated{Sender: w.doc.client, gate: gate}
	opts.Cooled, opts.Room = gate.cooled, gate.room
	var observed func(*plan.Probe, *exchange.Observation)
	if w.streams() {
		observed = w.observed
	}
	course := engine.Start(opts)
	course.Join(w.job.RunID)
	run, err := course.Part(ctx, d, probes, known, observed)
	gate.end() // before the run has the outcome: then it settles no budget of a lost agent
	if run == nil {
		return err
	}
	for _, c := range chunks {
		if !c.ended {
			c.rest(run.Observations)
		}
	}
	return nil
}

// observed packs what was observed of a probe that no other depends on, lets go of it, and ends its
// chunk if it is the last one of it.
func (w *working) observed(p *plan.Probe, o *exchange.Observation) {
	in := w.places[p.Order]
	last := in.chunk.add(in.at, o)
	if o.Known() {
		o.GiveBack()
	}
	if last {
		in.chunk.end(in.chunk.outcome())
	}
}

// answer hands an outcome in, until it is acknowledged or nobody waits for it.
func (a *agent) answer(c *chunk, out *fleet.Outcome) {
	j := c.job
	out.Agent, out.Name = a.card.ID, a.card.Name
	raw, err := out.Bytes()
	if err != nil {
		raw, _ = (&fleet.Outcome{Agent: a.card.ID, Name: a.card.Name, Refused: err.Error()}).Bytes()
	}
	with, err := a.sealer(j.Key)
	if err != nil {
		raw = nil // the run says that it is not sealed
	} else {
		raw = with.Seal(c.id, raw)
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

// sealer returns what seals outcomes for the run of a public key.
func (a *agent) sealer(public []byte) (*fleet.Sealer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if known := a.sealers[string(public)]; known != nil {
		return known, nil
	}
	made, err := fleet.NewSealer(public)
	if err != nil {
		return nil, err
	}
	if len(a.sealers) >= mostSealers {
		clear(a.sealers)
	}
	a.sealers[string(public)] = made
	return made, nil
}

// mostSealers is for how many runs an agent has a key at once.
const mostSealers = 100

// handingIn is how long an agent tries to hand an outcome in.
const handingIn = 10 * time.Minute
