package observe

import (
	"container/heap"
	"time"
)

// pending is a time that something waits for, and the reason: "on the rate".
type pending struct {
	at    time.Time
	why   string
	index int // in waits; -1: removed
}

// waits is a heap of the times waited for, the first on top.
type waits []*pending

func (w *waits) add(at time.Time, why string) *pending {
	p := &pending{at: at, why: why}
	heap.Push(w, p)
	return p
}

// remove removes p, unless it is nil or already removed.
func (w *waits) remove(p *pending) {
	if p != nil && p.index >= 0 {
		heap.Remove(w, p.index)
	}
}

// first returns the earliest time and its reason; zero if nothing waits.
func (w waits) first() (at time.Time, why string) {
	if len(w) == 0 {
		return time.Time{}, ""
	}
	return w[0].at, w[0].why
}

func (w waits) Len() int           { return len(w) }
func (w waits) Less(i, j int) bool { return w[i].at.Before(w[j].at) }
func (w waits) Swap(i, j int) {
	w[i], w[j] = w[j], w[i]
	w[i].index, w[j].index = i, j
}

// Push appends an entry; see container/heap.
func (w *waits) Push(p any) {
	p.(*pending).index = len(*w)
	*w = append(*w, p.(*pending))
}

// Pop removes the last entry; see container/heap.
func (w *waits) Pop() any {
	last := len(*w) - 1
	p := (*w)[last]
	(*w)[last] = nil
	*w = (*w)[:last]
	p.index = -1
	return p
}
