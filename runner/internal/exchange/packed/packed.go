// Package packed is observations in a form that encoding/gob writes, for another process of the
// same run.
//
// Goals: every field of an observation arrives, captures with their types. Non-goals: the request,
// which the receiver has in its own plan; files that outlive a release.
//
// A map of the files:
//
//	packed.go Of and All
package packed

import (
	"encoding/json"
	"fmt"

	"assay/runner/internal/exchange"
)

// Observations are observations without captures, and the captures of each as JSON, since gob has
// no null.
type Observations struct {
	Plain    []*exchange.Observation
	Captured [][]byte
}

// Of returns the packed form of observations, none of which may be nil. It shares their bodies and
// headers.
func Of(all []*exchange.Observation) (Observations, error) {
	out := Observations{Plain: make([]*exchange.Observation, len(all)), Captured: make([][]byte, len(all))}
	for i, o := range all {
		out.Plain[i] = plain(o)
		if len(o.Captured) == 0 {
			continue
		}
		raw, err := json.Marshal(o.Captured)
		if err != nil {
			return out, fmt.Errorf("captures of %s: %w", o.Probe, err)
		}
		out.Captured[i] = raw
	}
	return out, nil
}

// plain returns a copy of o, and of its samples, without the request and the captures.
func plain(o *exchange.Observation) *exchange.Observation {
	c := o.Copy()
	c.Request, c.Captured = nil, nil
	if len(o.Samples) > 0 {
		c.Samples = make([]*exchange.Observation, len(o.Samples))
		for i, sample := range o.Samples {
			c.Samples[i] = plain(sample)
		}
	}
	return c
}

// All returns the observations with their captures. Their Request is nil, as is that of the
// samples: see [Planned].
func (p *Observations) All() ([]*exchange.Observation, error) {
	for i, raw := range p.Captured {
		if len(raw) == 0 || i >= len(p.Plain) {
			continue
		}
		v, err := exchange.ParseJSON(raw)
		if err != nil {
			return nil, fmt.Errorf("captures of %s: %w", p.Plain[i].Probe, err)
		}
		p.Plain[i].Captured, _ = v.(map[string]any)
	}
	return p.Plain, nil
}

// Planned sets the request of an observation and of its samples.
func Planned(o *exchange.Observation, q *exchange.Request) {
	o.Request = q
	for _, sample := range o.Samples {
		sample.Request = q
	}
}
