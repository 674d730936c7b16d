package history

import "time"

// Limit is the last response of a target that started a cooldown.
type Limit struct {
	At     time.Time // when it came, by the clock at that time
	Status int
	Answer string // the suite's name for it, or ""
	// Bounded reports that the recorded time was in the future: the clock has been set back since.
	// Then At is an upper bound: the earliest start of a later run, or now if there is none.
	Bounded bool
	// Told is how long after At the answer said that the limit resets, where it Tells.
	Told  time.Duration
	Tells bool
}
