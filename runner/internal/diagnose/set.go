package diagnose

import (
	"math/bits"
	"slices"
)

// set is a set of hypotheses by index, a bit each. All sets of one diagnosis have the same length.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s set) len() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s set) equal(t set) bool { return slices.Equal(s, t) }

// and returns the intersection of s and t.
func (s set) and(t set) set {
	out := slices.Clone(s)
	for i := range out {
		out[i] &= t[i]
	}
	return out
}

// without returns s without the members of t.
func (s set) without(t set) set {
	out := slices.Clone(s)
	for i := range out {
		out[i] &^= t[i]
	}
	return out
}

// or adds the members of t to s.
func (s set) or(t set) {
	for i := range s {
		s[i] |= t[i]
	}
}

// each calls f with every member, lowest first.
func (s set) each(f func(i int)) {
	for w, word := range s {
		for ; word != 0; word &= word - 1 {
			f(w*64 + bits.TrailingZeros64(word))
		}
	}
}
