package mock

import (
	"sync"

	"assay/runner/internal/fixture"
)

// turns counts what is served in turn.
type turns struct {
	mu     sync.Mutex
	given  map[*fixture.Entry]int // by the first sample
	faults map[int]int            // by place in Options.Faults
}

// turn is the matching entry, and which of its alternatives.
type turn struct {
	entry  *fixture.Entry
	status int // 0 if not known
}

// next returns the next of the samples; the last one is then repeated. Alternatives of an entry are
// served in the same way.
func (t *turns) next(samples []*fixture.Entry) turn {
	t.mu.Lock()
	if t.given == nil {
		t.given = map[*fixture.Entry]int{}
	}
	n := t.given[samples[0]]
	t.given[samples[0]]++
	t.mu.Unlock()
	e := samples[min(n, len(samples)-1)]
	out := turn{entry: e, status: e.Observation.Status}
	if rep := e.Observation.Reported; rep != nil && len(rep.StatusAny) > 0 {
		out.status = rep.StatusAny[min(n, len(rep.StatusAny)-1)]
	}
	return out
}

// met counts a request for a fault, and reports whether the fault still applies.
func (t *turns) met(place, times int) bool {
	if times == 0 {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.faults == nil {
		t.faults = map[int]int{}
	}
	t.faults[place]++
	return t.faults[place] <= times
}

func (t *turns) rewind() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.given, t.faults = nil, nil
}
