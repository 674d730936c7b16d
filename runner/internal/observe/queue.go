package observe

import (
	"container/heap"
	"context"
	"time"

	"golang.org/x/time/rate"

	"assay/runner/internal/exchange"
	"assay/runner/internal/origin"
	"assay/runner/internal/subst"
)

// hosts holds the queues, one for each host.
type hosts struct {
	slots    int
	rate     float64
	pace     *Pace
	byOrigin map[string]*host // as requests spell it: "https://API.example"
	byName   map[string]*host // "https://api.example"
	list     []*host          // in order of first use
	awake    []*host          // with new tasks to start
}

// host is the queue of one host: tasks that are ready, and slots for those in flight.
type host struct {
	hosts    *hosts
	name     string // "https://api.example"
	free     int
	limiter  *rate.Limiter    // nil: no limit
	cooling  exchange.Missing // why no more requests are sent; empty if they are
	warm     time.Time        // when requests resume; zero: not in this run
	calm     orders
	bans     orders
	resuming []chan struct{} // in progress, and waiting for a slot again
	awake    bool
}

func newHosts(slots int, perSecond float64, pace *Pace) hosts {
	return hosts{slots: slots, rate: perSecond, pace: pace, byOrigin: map[string]*host{}, byName: map[string]*host{}}
}

// of returns the host of an origin in any spelling.
func (hs *hosts) of(spelled string) *host {
	if h, ok := hs.byOrigin[spelled]; ok {
		return h
	}
	name := origin.Of(spelled)
	h := hs.byName[name]
	if h == nil {
		h = &host{hosts: hs, name: name, free: hs.slots}
		if hs.rate > 0 {
			h.limiter = hs.pace.limiter(name, hs.rate)
		}
		hs.byName[name] = h
		hs.list = append(hs.list, h)
	}
	hs.byOrigin[spelled] = h
	return h
}

// hostName returns the origin that the host of t is found by.
func (r *run) hostName(t *task) string {
	spelled := t.probe.Request.Origin()
	if subst.Has(spelled) && t.probe.Request.Unix == "" {
		spelled = subst.Fill(spelled, r.filling(t).lookup)
	}
	return spelled
}

// add queues t.
func (h *host) add(t *task) {
	line := &h.calm
	if t.bans() {
		line = &h.bans
	}
	line.add(t)
	h.wake()
}

func (h *host) wake() {
	if !h.awake {
		h.awake = true
		h.hosts.awake = append(h.hosts.awake, h)
	}
}

// give releases a slot. Tasks in progress get it first.
func (h *host) give() {
	if len(h.resuming) > 0 {
		close(h.resuming[0])
		h.resuming = h.resuming[1:]
		return
	}
	h.free++
	h.wake()
}

// dispatch starts a worker for every task that may be sent and has a free slot. A probe that risks
// a ban waits until no other is ready or in flight at any host.
func (r *run) dispatch() {
	for {
		for i := 0; i < len(r.hosts.awake); i++ { // next may wake others
			h := r.hosts.awake[i]
			h.awake = false
			for t := r.next(h); t != nil; t = r.next(h) {
				r.workers.Add(1)
				go r.work(t)
			}
		}
		r.hosts.awake = r.hosts.awake[:0]
		if r.calm > 0 || r.ctx.Err() != nil || !r.hosts.wakeRisky() {
			return
		}
	}
}

// wakeRisky wakes the hosts that could send a probe that risks a ban; false: none.
func (hs *hosts) wakeRisky() bool {
	for _, h := range hs.list {
		if h.bans.len() > 0 && h.free > 0 {
			h.wake()
		}
	}
	return len(hs.awake) > 0
}

// next takes the next task from h's queue and a slot for it; nil if there is no task or no slot.
// It settles tasks that may not be sent.
func (r *run) next(h *host) *task {
	for h.free > 0 && r.ctx.Err() == nil {
		if !r.hasRoom(h) {
			return nil
		}
		var t *task
		switch {
		case h.calm.len() > 0:
			t = h.calm.take()
		case h.bans.len() > 0 && r.calm == 0:
			t = h.bans.take()
		default:
			return nil
		}
		tk, why := r.admit(t)
		if why.None() {
			h.free--
			t.ticket = tk
			r.progress.InFlight++
			r.report()
			return t
		}
		if !t.bans() {
			r.calm--
		}
		r.settle(t, answer{Observation: missing(t.probe, why)})
		r.report()
	}
	return nil
}

// hasRoom reports whether a host with a free slot may be sent one more task, as Options.Room has
// it. If it may not, whatever ends a task in progress asks again.
func (r *run) hasRoom(h *host) bool {
	inProgress := h.hosts.slots - h.free
	return r.opts.Room == nil || inProgress == 0 || h.calm.len()+h.bans.len() == 0 || inProgress < r.opts.Room(h.name)
}

// pause waits without occupying a slot; false if the run ended first.
func (r *run) pause(h *host, d time.Duration) bool {
	if d <= 0 {
		return r.ctx.Err() == nil
	}
	r.give(h)
	slept := sleep(r.ctx, d)
	r.take(h)
	return slept
}

// give releases the slot of a worker that continues without it.
func (r *run) give(h *host) {
	r.mu.Lock()
	defer r.mu.Unlock()
	h.give()
	r.dispatch()
}

// take waits for a slot of h. When the run ends, it takes one beyond the limit, which is harmless:
// no more tasks start, and every slot is released.
func (r *run) take(h *host) {
	r.mu.Lock()
	if h.free > 0 || r.ctx.Err() != nil {
		h.free--
		r.mu.Unlock()
		return
	}
	handed := make(chan struct{})
	h.resuming = append(h.resuming, handed)
	r.mu.Unlock()
	select {
	case <-handed:
	case <-r.ctx.Done():
	}
}

// sleep waits for d; false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// orders holds tasks that are taken in plan order. Most come in that order: only the others need a
// heap.
type orders struct {
	first, last *task // in order, linked by task.next
	linked      int
	late        tasks
}

// len returns how many tasks wait.
func (o *orders) len() int { return o.linked + len(o.late) }

func (o *orders) add(t *task) {
	switch {
	case o.linked == 0:
		o.first = t
	case t.probe.Order < o.last.probe.Order:
		heap.Push(&o.late, t)
		return
	default:
		o.last.next = t
	}
	o.last = t
	o.linked++
}

// take removes the first task in plan order; there must be one.
func (o *orders) take() *task {
	if len(o.late) > 0 && (o.linked == 0 || o.late[0].probe.Order < o.first.probe.Order) {
		return heap.Pop(&o.late).(*task)
	}
	t := o.first
	o.first, t.next = t.next, nil
	o.linked--
	return t
}

// tasks is a heap of tasks in plan order.
type tasks []*task

func (o tasks) Len() int           { return len(o) }
func (o tasks) Less(i, j int) bool { return o[i].probe.Order < o[j].probe.Order }
func (o tasks) Swap(i, j int)      { o[i], o[j] = o[j], o[i] }

// Push appends a task; see container/heap.
func (o *tasks) Push(t any) { *o = append(*o, t.(*task)) }

// Pop removes the last task; see container/heap.
func (o *tasks) Pop() any {
	last := len(*o) - 1
	t := (*o)[last]
	(*o)[last] = nil
	*o = (*o)[:last]
	return t
}
