package mutate

import "math/rand/v2"

// choice takes some of a known number of things, one after the other, each with
// the same chance, in one pass and without keeping any (selection sampling). The
// same seed takes the same.
type choice struct {
	left, of int // to be taken, of so many that are still to come
	chance   *rand.Rand
}

// newChoice takes most of all; 0: every one.
func newChoice(most, all int, seed uint64) *choice {
	if most <= 0 || most >= all {
		return &choice{left: all, of: all}
	}
	return &choice{left: most, of: all, chance: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // no secret depends on it
}

// take reports whether the next one is taken.
func (c *choice) take() bool {
	taken := c.chance == nil || c.left > 0 && c.chance.IntN(c.of) < c.left
	c.of--
	if taken {
		c.left--
	}
	return taken
}
