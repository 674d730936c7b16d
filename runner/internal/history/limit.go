package history

import "time"

// Limit is the last time that a target gave an answer which a cooldown is on.
type Limit struct {
	At     time.Time // when it came; by the clock of then
	Status int
	Answer string // the suite's name for it, "" none
	// Bounded tells that At was later than now: the clock has been set back since.
	// At is then the earliest start of a later run, or now, where there is none:
	// it cannot have been after that.
	Bounded bool
}
