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
	"assay/runner/internal/exchange/packed"
	"assay/runner/internal/fleet"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
)

// remote observes the documents of a run at one vantage.
type remote struct {
	*run
	vantage string

	mu sync.Mutex
	by map[*pipeline.Document]map[int]string // which agent observed a probe, by plan.Probe.Order
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

// doubt asks whether something will still come of a job.
func (r *run) doubt(d *dispatched) {
	if time.Since(d.since) < 2*beat {
		return
	}
	agent, err := r.claimedBy(r.ctx, d.id)
	switch {
	case err != nil:
		return // asked again in a second
	case agent == "":
		if !r.able(d.Job) && time.Since(d.since) > cardsKept {
			d.give(fleetLost("not sent: no agent %sis left to take it", where(d.Vantage)))
		}
		return
	}
	k := r.cards.of(agent)
	if k == nil {
		r.lost(d, agent)
		return
	}
	if slices.Contains(k.Jobs, d.ID) {
		d.seen = 0
		return
	}
	if k.times != d.times {
		d.times = k.times
		if d.seen++; d.seen > 5 {
			d.give(agentLost(lostAnswers, k.Name))
		}
	}
}

// lost gives up a job whose agent is gone.
func (r *run) lost(d *dispatched, agent string) {
	r.cards.mu.Lock()
	name := agent
	if k := r.cards.known[agent]; k != nil {
		name = k.Name
	}
	r.cards.mu.Unlock()
	r.say(agent, "the agent %s was lost; what it had begun to send is not sent again", name)
	r.settleBudget(r.ctx, d.Budget, d.id)
	d.give(agentLost(lostAgent, name))
}

// able reports whether some agent can take a job.
func (r *run) able(j *fleet.Job) bool {
	return slices.ContainsFunc(r.cards.live(), func(c fleet.Card) bool {
		return c.Protocol == fleet.Protocol && (j.Vantage == "" || c.Vantage == j.Vantage)
	})
}

func where(vantage string) string {
	if vantage == "" {
		return ""
	}
	return "at " + vantage + " "
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
}

// Observe makes jobs of the probes, and waits for their outcomes.
func (m *remote) Observe(ctx context.Context, d *pipeline.Document, probes []*plan.Probe, o observe.Options) *observe.Set {
	s := &step{
		remote: m, name: m.next(), d: d, o: o, held: map[int]exchange.Missing{}, outcome: make(chan result, 16),
		set: &observe.Set{ByProbe: make([]*exchange.Observation, len(d.Plan.Probes))},
	}
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
	later(func() {
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
			raw, encodeErr := fleet.Encode(d.Job)
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
	raw, err := fleet.Encode(j)
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

// job describes probes for an agent.
func (s *step) job(chunks [][]int, files bundle) *fleet.Job {
	orders := slices.Concat(chunks...)
	limits := s.d.Suite.Limits
	j := &fleet.Job{
		ID: s.next(), Run: s.id, Step: s.name, Vantage: s.vantage, Bundle: files.hash, Parts: files.parts, File: files.file,
		Load: s.opts.Load, RunID: s.o.RunID, Planned: len(s.d.Plan.Probes), Chunks: chunks,
		Limits: fleet.Limits{
			Requests: cmp.Or(s.opts.Budget, limits.Requests), Kept: s.o.Kept, Rate: s.o.Limits.Rate, Concurrency: cmp.Or(s.o.Limits.Concurrency, 8),
			Timeout: s.o.Limits.Timeout, AllowWrites: !s.o.Limits.AskWrites, PerVantage: limits.PerVantage, Now: s.opts.Now,
		},
	}
	j.Load.Env = s.env()
	j.Budget = s.budgetKey()
	sent := map[int]bool{}
	for _, order := range orders {
		sent[order] = true
		if why, ok := s.held[order]; ok {
			if j.Held == nil {
				j.Held = map[int]exchange.Missing{}
			}
			j.Held[order] = why
		}
	}
	s.known(j, orders, sent)
	j.Needs = s.needs(orders)
	return j
}

// budgetKey names the counter that the document's requests are taken from.
func (s *step) budgetKey() string {
	key := s.id
	if s.opts.Budget == 0 {
		key += "." + s.documentKey()
	}
	if s.d.Suite.Limits.PerVantage && s.vantage != "" {
		key += "." + token(s.vantage)
	}
	return key
}

func (s *step) documentKey() string { return token(s.d.Suite.File.Name) }

// env returns the environment variables that the document's vars have their values from.
func (s *step) env() map[string]string {
	secret := map[string]bool{}
	for _, one := range s.d.Suite.Secrets {
		secret[one.Env] = true
	}
	names := []string{"ASSAY_ENV", "ASSAY_TARGET"}
	for i := range s.d.Suite.Vars {
		names = append(names, s.d.Suite.Vars[i].Env)
	}
	out := map[string]string{}
	for _, name := range names {
		if name == "" || secret[name] || s.opts.Env == nil {
			continue
		}
		if value, ok := s.opts.Env(name); ok {
			out[name] = value
		}
	}
	return out
}

// known adds to a job what was observed of the probes that its own depend on.
func (s *step) known(j *fleet.Job, orders []int, sent map[int]bool) {
	var all []*exchange.Observation
	seen := map[int]bool{}
	var visit func(p *plan.Probe)
	visit = func(p *plan.Probe) {
		for _, dep := range p.Deps {
			if seen[dep.Order] || sent[dep.Order] {
				continue
			}
			seen[dep.Order] = true
			if o := s.set.ByProbe[dep.Order]; o != nil {
				j.KnownOrders, all = append(j.KnownOrders, dep.Order), append(all, o)
			}
			visit(dep)
		}
	}
	for _, order := range orders {
		visit(s.d.Plan.Probes[order])
	}
	if len(all) > 0 {
		j.Known, _ = packed.Of(all) // captures are JSON values
	}
}

// subjectOf returns who a job is for: the agent that observed what its probes depend on, as it
// alone has the values of captured secrets; otherwise those of the vantage.
func (s *step) subjectOf(j *fleet.Job) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, order := range j.KnownOrders {
		if id := s.by[s.d][order]; id != "" && s.cards.of(id) != nil {
			return jobsTo + id
		}
	}
	if s.vantage == "" {
		return jobsAny
	}
	return jobsAt + token(s.vantage)
}

// needs lists the environment variables of the secrets that probes use.
func (s *step) needs(orders []int) []string {
	envs := map[string]string{}
	for _, one := range s.d.Suite.Secrets {
		envs[one.Name] = one.Env
	}
	var out []string
	for _, order := range orders {
		for _, ref := range s.d.Plan.Probes[order].Refs {
			if env, ok := envs[ref]; ok && !slices.Contains(out, env) && !slices.Contains(subst.Builtins, ref) {
				out = append(out, env)
			}
		}
	}
	slices.Sort(out)
	return out
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
		s.observedBy(r)
	}
	for _, order := range r.job.orders {
		var o *exchange.Observation
		if observed != nil {
			o = observed[order]
		}
		if o == nil && why.None() {
			why = agentLost("the agent %s did not observe it", r.Name)
		}
		if o == nil {
			o = missing(s.d.Plan.Probes[order], why)
		}
		s.settle(s.d.Plan.Probes[order], o)
	}
	s.report()
}

// observedBy remembers which agent observed the probes of a job.
func (s *step) observedBy(r result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.by[s.d] == nil {
		s.by[s.d] = map[int]string{}
	}
	for _, order := range r.job.orders {
		s.by[s.d][order] = r.Agent
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
	s.progress.Done, s.progress.InFlight = s.progress.Total, 0
	s.report()
}

func (s *step) report() {
	if s.o.Progress != nil {
		s.progress.Sent = s.set.Requests
		s.o.Progress(s.progress)
	}
}
