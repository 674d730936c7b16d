package observe

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/observe/capture"
	"assay/runner/internal/plan"
)

// task is a probe that becomes an observation.
type task struct {
	probe *plan.Probe
	host  *host         // set when ready
	next  *task         // in the queue of the host
	then  []*barrier    // that wait for this one
	taken capture.Taken // set when settled
	grant *grant        // set when settled; nil: no token endpoint, or no token

	// Its worker owns the following fields.
	ticket *ticket             // of the first send, until it is used
	until  *expect.Expectation // bound; nil: no polling
	plain  bool                // nothing to fill in
}

// barrier holds the tasks that wait for the same probes. Probes that share their Deps share a
// barrier: a thousand rows after a thousand rows need no million edges.
type barrier struct {
	left  int
	tasks []*task
}

// graph makes the tasks of the probes and returns those without dependencies, in plan order.
func (r *run) graph(probes []*plan.Probe) (first []*task) {
	for order, o := range r.opts.Known {
		if o != nil && order < len(r.tasks) {
			r.tasks[order] = &task{probe: r.plan.Probes[order], taken: r.known(o)}
			r.tasks[order].grant = r.knownGrant(r.tasks[order], o)
			r.set.ByProbe[order] = o
		}
	}
	room := make([]task, len(probes))
	added := make([]*task, 0, len(probes))
	for i, p := range probes {
		if r.tasks[p.Order] == nil {
			room[i].probe = p
			r.tasks[p.Order] = &room[i]
			added = append(added, &room[i])
		}
	}
	r.progress.Total = len(added)
	first = make([]*task, 0, len(added))
	barriers := map[span]*barrier{}
	for _, t := range added {
		b := r.barrierOf(t.probe.Deps, barriers)
		if b == nil {
			first = append(first, t)
			continue
		}
		b.tasks = append(b.tasks, t)
	}
	return first
}

// span identifies a slice of probes without reading it.
type span struct {
	first **plan.Probe
	n     int
}

// barrierOf returns the barrier of these probes; nil if all of them are settled.
func (r *run) barrierOf(deps []*plan.Probe, made map[span]*barrier) *barrier {
	if len(deps) == 0 {
		return nil
	}
	key := span{&deps[0], len(deps)}
	if b, ok := made[key]; ok {
		return b
	}
	b := &barrier{}
	for _, d := range deps {
		if t := r.tasks[d.Order]; t != nil && r.set.ByProbe[d.Order] == nil {
			t.then = append(t.then, b)
			b.left++
		}
	}
	if b.left == 0 {
		b = nil
	}
	made[key] = b
	return b
}

// ready queues t, whose dependencies are settled, at its host; or settles it if it may not be sent,
// or a reference has no value.
func (r *run) ready(t *task) {
	why := r.held.why(t.probe)
	if t.probe.Elsewhere != "" {
		why = gap(exchange.Elsewhere, "%s", t.probe.Elsewhere)
	}
	if why.None() && r.judged != nil {
		why = r.judged.Withheld(t.probe)
	}
	if why.None() {
		why = r.unmet(t)
	}
	if !why.None() {
		r.settle(t, answer{Observation: missing(t.probe, why)})
		return
	}
	t.host = r.hosts.of(r.hostName(t))
	at, waits, why := r.notBefore(t)
	switch {
	case !why.None():
		r.settle(t, answer{Observation: missing(t.probe, why)})
	case time.Now().Before(at) && (t.host.cools().None() || !t.host.warm.IsZero()):
		r.park(t, at, waits)
	default:
		r.line(t)
	}
}

// bans reports whether sending t may lengthen a limit.
func (t *task) bans() bool { return t.probe.Of.Risk == "bans" }

// settle keeps the result of t and notifies the tasks that wait for it.
func (r *run) settle(t *task, a answer) {
	if r.opts.Settled != nil && a.knew < r.learned.Load() && a.Observation != exchange.Released {
		r.opts.Redact.Observation(a.Observation) // a secret became known since it was masked
	}
	t.taken, t.grant = a.taken, a.grant
	r.set.ByProbe[t.probe.Order] = a.Observation
	if r.judged != nil {
		r.judged.Add(t.probe, a.Observation)
	}
	r.progress.Done++
	if r.opts.Settled != nil && r.stopped.None() {
		if r.stopped = r.opts.Settled(t.probe, a.Observation); !r.stopped.None() {
			r.close()
		}
	}
	for _, b := range t.then {
		if b.left--; b.left == 0 {
			for _, next := range b.tasks {
				r.ready(next)
			}
		}
	}
}

// finish settles t, releases its slot and returns the next task of its host, which may be nil.
func (r *run) finish(t *task, a answer) *task {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.InFlight--
	if !t.bans() {
		r.calm--
	}
	r.settle(t, a)
	t.host.give()
	next := r.next(t.host)
	r.dispatch()
	r.report()
	return next
}
