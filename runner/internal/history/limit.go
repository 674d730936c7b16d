package history

import "time"

// Limit is the last response of a target that started a cooldown.
type Limit struct {
	At     time.Time `json:"at"` // when it came, by the clock at that time
	Status int       `json:"status,omitempty"`
	Answer string    `json:"answer,omitempty"` // the suite's name for it, or ""
	// Bounded reports that the recorded time was in the future: the clock has been set back since.
	// Then At is an upper bound: the earliest start of a later run, or now if there is none.
	Bounded bool `json:"bounded,omitempty"`
	// Told is how long after At the answer said that the limit resets, where it Tells.
	Told  time.Duration `json:"told,omitempty"`
	Tells bool          `json:"tells,omitempty"`
}
