package check

import "assay/runner/internal/exchange"

// World is what judging may look up beside the observation itself.
type World struct {
	// Observation gives another probe's observation by id ("id" or "id[row]"),
	// nil when there is none.
	Observation func(probe string) *exchange.Observation
	// Answer gives a named answer's expectation, nil when there is none.
	Answer   func(id string) *Expectation
	Volatile *exchange.Volatile
	// Guard bounds the judging; nil: [Patience] alone does.
	Guard *Guard

	// assumed is the status to take for an observation whose source reported
	// alternatives, while one of them is judged.
	assumed    int
	assumedFor *exchange.Observation
}

var nowhere World

// guard is that of the world, one without an end of its own where it has none.
func (w *World) guard() *Guard {
	if w == nil || w.Guard == nil {
		return unattended
	}
	return w.Guard
}

// Named is the expectation of a named answer, nil where there is none.
func (w *World) Named(id string) *Expectation {
	if w == nil || w.Answer == nil {
		return nil
	}
	return w.Answer(id)
}

// Other is the observation of another probe, nil where there is none.
func (w *World) Other(probe string) *exchange.Observation {
	if w.Observation == nil {
		return nil
	}
	return w.Observation(probe)
}

// Assumes is the status to take for o while one of the statuses that its source reported
// is judged; ok is false where none is assumed.
func (w *World) Assumes(o *exchange.Observation) (status int, ok bool) {
	return w.assumed, w.assumedFor == o
}
