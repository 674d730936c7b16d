package exchange

import (
	"sync"
	"sync/atomic"
)

// spare are observations that nobody reads any more: one takes half a kilobyte, more than the
// answer of most.
var spare = sync.Pool{New: func() any { return new(Observation) }}

// givenBack reports whether one ever was: to look for one costs more than to make one.
var givenBack atomic.Bool

// NewObservation returns an empty observation, if possible in the place of one that was given back.
func NewObservation() *Observation {
	if !givenBack.Load() {
		return new(Observation)
	}
	return spare.Get().(*Observation) //nolint:forcetypeassert,errcheck // nothing else is in the pool
}

// GiveBack lets another observation be made in the place of o, which nobody reads any more. One
// with samples is not given back: it is the first of them.
func (o *Observation) GiveBack() {
	if len(o.Samples) > 0 {
		return
	}
	memo := o.memo.Load()
	*o = Observation{}
	if memo != nil && !memo.shared.Load() {
		*memo = parsed{}
		o.memo.Store(memo)
	}
	spare.Put(o)
	if !givenBack.Load() { // a write takes it from all other processors
		givenBack.Store(true)
	}
}
