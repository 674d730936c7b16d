package mutate

import "math/rand/v2"

// choice samples a known number of items uniformly, in one pass and without storing them (selection
// sampling). The same seed selects the same items.
type choice struct {
	left, of int // items to take, of the remaining ones
	chance   *rand.Rand
}

// newChoice samples most of all items; 0 means every one.
func newChoice(most, all int, seed uint64) *choice {
	if most <= 0 || most >= all {
		return &choice{left: all, of: all}
	}
	return &choice{left: most, of: all, chance: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // no secret depends on it
}

// take reports whether the next item is taken.
func (c *choice) take() bool {
	taken := c.chance == nil || c.left > 0 && c.chance.IntN(c.of) < c.left
	c.of--
	if taken {
		c.left--
	}
	return taken
}
