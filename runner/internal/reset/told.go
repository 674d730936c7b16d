package reset

import (
	"time"

	"assay/runner/internal/exchange"
)

// Told is a reset that a response names, with its moment.
type Told struct {
	Named
	// At is the moment by the local clock; the zero time if the time of the response is unknown.
	At time.Time
}

// Latest returns the latest reset that an observation, or any of its samples, names. find reads one
// response, as [Next] does; ok is false if none names a reset.
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

// Headers returns the names of the headers that [Of] reads, for messages.
func Headers() []string {
	return []string{
		"Retry-After", "retry-after-ms", "x-ms-retry-after-ms", "X-RateLimit-Reset", "RateLimit", "RateLimit-Reset",
		"anthropic-ratelimit-*-reset", "X-Retry-In", "Retry-After-*",
	}
}
