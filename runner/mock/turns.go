package mock

import (
	"sync"

	"assay/runner/internal/fixture"
)

// turns counts what is handed out in turn.
type turns struct {
	mu     sync.Mutex
	given  map[*fixture.Entry]int // by the first sample
	faults map[int]int            // by place in Options.Faults
}

// turn is the entry that answers, and which of its alternatives.
type turn struct {
	entry  *fixture.Entry
	status int // 0: none is known
}

// next gives the next of the samples; after the last one the last stays. So do
// the alternatives of an entry.
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

// met counts that a request met a fault, and reports whether it still does.
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
