package check

import "assay/runner/internal/exchange"

// World is the context of judging other than the observation itself.
type World struct {
	// Observation returns another probe's observation by id ("id" or "id[row]"), nil if there is none.
	Observation func(probe string) *exchange.Observation
	// Answer returns a named answer's expectation, nil if there is none.
	Answer   func(id string) *Expectation
	Volatile *exchange.Volatile
	// Guard bounds the judging; nil: only [Patience] does.
	Guard *Guard

	// assumed is the status of an observation whose source reported alternatives, while one of them is
	// judged.
	assumed    int
	assumedFor *exchange.Observation
}

var nowhere World

// guard returns the guard of the world, by default one without a context.
func (w *World) guard() *Guard {
	if w == nil || w.Guard == nil {
		return unattended
	}
	return w.Guard
}

// Named returns the expectation of a named answer, nil if there is none.
func (w *World) Named(id string) *Expectation {
	if w == nil || w.Answer == nil {
		return nil
	}
	return w.Answer(id)
}

// Other returns the observation of another probe, nil if there is none.
func (w *World) Other(probe string) *exchange.Observation {
	if w.Observation == nil {
		return nil
	}
	return w.Observation(probe)
}

// Assumes returns the status of o while one of the statuses that its source reported is judged; ok
// is false if none is assumed.
func (w *World) Assumes(o *exchange.Observation) (status int, ok bool) {
	return w.assumed, w.assumedFor == o
}
