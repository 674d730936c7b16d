package observe

import (
	"container/heap"
	"time"
)

// pending is a time that something waits for, and for what, in words: "on the rate".
type pending struct {
	at    time.Time
	why   string
	index int // in waits; -1: no longer
}

// waits is a heap of the times that are waited for, the first on top.
type waits []*pending

func (w *waits) add(at time.Time, why string) *pending {
	p := &pending{at: at, why: why}
	heap.Push(w, p)
	return p
}

// remove takes p out; nil, or one that is out, is none.
func (w *waits) remove(p *pending) {
	if p != nil && p.index >= 0 {
		heap.Remove(w, p.index)
	}
}

// first is the earliest time and what waits for it; zero when nothing waits.
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

// Pop takes the last entry off; see container/heap.
func (w *waits) Pop() any {
	last := len(*w) - 1
	p := (*w)[last]
	(*w)[last] = nil
	*w = (*w)[:last]
	p.index = -1
	return p
}
