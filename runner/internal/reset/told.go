package reset

import (
	"time"

	"assay/runner/internal/exchange"
)

// Told is a reset that a response names, as a moment.
type Told struct {
	Named
	// At is the moment by the clock here; a zero time where it is not known when the
	// response came.
	At time.Time
}

// Latest is the latest reset that an observation names, of all its samples where it has
// some. find reads one response, as [Next] does; ok is false where none names one.
func Latest(o *exchange.Observation, find func(*exchange.Observation) (Named, bool)) (latest Told, ok bool) {
	samples := o.Samples
	if len(samples) == 0 {
		samples = []*exchange.Observation{o}
	}
	for _, one := range samples {
		if !one.Known() {
			continue
		}
		if named, found := find(one); found {
			if told := named.told(one); !ok || told.At.After(latest.At) {
				latest, ok = told, true
			}
		}
	}
	return latest, ok
}

func (n Named) told(o *exchange.Observation) Told {
	if o.Sent.IsZero() {
		return Told{Named: n}
	}
	return Told{Named: n, At: o.Sent.Add(o.Duration).Add(n.Wait)}
}

// Headers are the names of the headers that [Of] reads, as messages show them.
func Headers() []string {
	return []string{
		"Retry-After", "retry-after-ms", "x-ms-retry-after-ms", "X-RateLimit-Reset", "RateLimit", "RateLimit-Reset",
		"anthropic-ratelimit-*-reset", "X-Retry-In", "Retry-After-*",
	}
}
