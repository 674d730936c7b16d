package engine

import (
	"cmp"
	"errors"
	"sync"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
)

// held are the responses that Options.Holds is not asked about yet. It is asked about many, one
// right after the other: between two requests, which need the processor's caches for themselves, it
// takes twice the time.
type held struct {
	holds Holding // nil: all are let go of

	mu      sync.Mutex
	waiting []response              // in the order in which they came
	bytes   int                     // of their bodies
	kept    []*exchange.Observation // by plan.Probe.Order: those that are not let go of
}

// response is the observation of a probe.
type response struct {
	probe *plan.Probe
	*exchange.Observation
}

// How many responses wait at most, and how many bytes of bodies, before Holding is asked.
const (
	mostHeld      = 256
	mostHeldBytes = 256 << 10
)

// with adds a response to those that wait. It returns all of them once they are many, otherwise
// none.
func (h *held) with(p *plan.Probe, o *exchange.Observation) []response {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting == nil {
		h.waiting = make([]response, 0, min(mostHeld, len(h.kept)))
	}
	h.waiting = append(h.waiting, response{p, o})
	if h.bytes += len(o.Body); len(h.waiting) < mostHeld && h.bytes < mostHeldBytes {
		return nil
	}
	return h.take()
}

// take returns the responses that wait, which then do not.
func (h *held) take() []response {
	all := h.waiting
	h.waiting, h.bytes = nil, 0
	return all
}

// ask lets go of the responses that Holding lets go of, which only one goroutine sees. The others
// are kept, and after a panic those that are left.
func (r *releasing) ask(all []response) {
	for _, one := range all {
		r.held.kept[one.probe.Order] = one.Observation
	}
	for _, one := range all {
		if r.held.holds(one.probe, one.Observation, r.specs(one.probe)) {
			r.held.kept[one.probe.Order] = nil
			r.letGo(one.probe, one.Observation)
		}
	}
}

// rest asks about the responses that still wait, once no more come, and puts those that are kept
// into the set. r may be nil.
func (r *releasing) rest(set *observe.Set) {
	if r == nil || r.held.holds == nil {
		return
	}
	var fell *crash.Crash
	if errors.As(crash.Try(func() error { r.ask(r.held.take()); return nil }), &fell) {
		set.Crash = cmp.Or(set.Crash, fell)
	}
	for i, o := range r.held.kept {
		if o != nil {
			set.ByProbe[i] = o
		}
	}
}
