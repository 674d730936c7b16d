package exchange

import "sync"

// spare are observations that nobody reads any more: one takes half a kilobyte, more than the
// answer of most.
var spare = sync.Pool{New: func() any { return new(Observation) }}

// NewObservation returns an empty observation, if possible in the place of one that was given back.
func NewObservation() *Observation {
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
}
