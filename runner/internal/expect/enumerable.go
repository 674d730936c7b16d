package expect

import "slices"

// enumerable is a check about nothing but what a few answers show in full: a status, a
// size, a duration. Whether it can fail can be tried.
type enumerable interface{ enumerable() bool }

// Enumerable reports whether all of the expectation is about statuses, sizes and
// durations, so that trying every status with small and large answers reports whether it
// can fail.
func (e *Expectation) Enumerable() bool {
	return !slices.ContainsFunc(e.checks, func(k keyed) bool {
		some, ok := k.check.(enumerable)
		return !ok || !some.enumerable()
	})
}

func (*statusCheck) enumerable() bool { return true }

func (*sizeCheck) enumerable() bool { return true }

func (*durationCheck) enumerable() bool { return true }

func (k *combination) enumerable() bool {
	return !slices.ContainsFunc(k.of, func(e *Expectation) bool { return !e.Enumerable() })
}
