// Package packed is observations in a form that encoding/gob writes, for another process of the
// same run.
//
// Goals: every field of an observation arrives, captures with their types; thousands of plain
// responses take little time. Non-goals: the request, which the receiver has in its own plan; files
// that outlive a release.
//
// A map of the files:
//
//	packed.go Of, Writer and All
//	plain.go  responses as numbers and texts
package packed

import (
	"encoding/json"
	"errors"
	"fmt"

	"assay/runner/internal/exchange"
)

// Observations are observations in the order that they were given in. Plain responses are numbers,
// since gob takes 2 µs for the 30 fields of each; see [exchange.Observation] for the others.
type Observations struct {
	// Numbers has, for each observation, where it is in Rest, from 1, or 0 and the fields of a plain
	// response, as signed varints.
	Numbers []byte
	Texts   []string // that Numbers refer to
	Bodies  []byte   // of the plain responses, one after the other
	TLS     []exchange.TLS
	Masking []*exchange.Masking
	Rest    []*exchange.Observation
	// Captured are the captures of each observation as JSON, by its index, since gob has no null.
	Captured map[int][]byte
}

// Of returns the packed form of observations, none of which may be nil.
func Of(all []*exchange.Observation) (Observations, error) {
	w := NewWriter(len(all))
	for _, o := range all {
		if err := w.Add(o); err != nil {
			return w.Packed(), err
		}
	}
	return w.Packed(), nil
}

// Add packs one more observation, which the writer does not keep.
func (w *Writer) Add(o *exchange.Observation) error {
	if plain(o) {
		w.number(0)
		w.write(o)
	} else {
		w.packed.Rest = append(w.packed.Rest, bare(o))
		w.number(int64(len(w.packed.Rest)))
	}
	w.count++
	if len(o.Captured) == 0 {
		return nil
	}
	raw, err := json.Marshal(o.Captured)
	if err != nil {
		return fmt.Errorf("captures of %s: %w", o.Probe, err)
	}
	if w.packed.Captured == nil {
		w.packed.Captured = map[int][]byte{}
	}
	w.packed.Captured[w.count-1] = raw
	return nil
}

// Packed returns the packed form of what was added.
func (w *Writer) Packed() Observations { return w.packed }

// bare returns a copy of o, and of its samples, without the request and the captures.
func bare(o *exchange.Observation) *exchange.Observation {
	c := o.Copy()
	c.Request, c.Captured = nil, nil
	if len(o.Samples) > 0 {
		c.Samples = make([]*exchange.Observation, len(o.Samples))
		for i, sample := range o.Samples {
			c.Samples[i] = bare(sample)
		}
	}
	return c
}

var errDamaged = errors.New("packed observations are damaged")

// All returns the observations with their captures. Their Request is nil, as is that of the
// samples: see [Planned].
func (p *Observations) All() ([]*exchange.Observation, error) {
	r := reader{Observations: p}
	out := make([]*exchange.Observation, 0, len(r.Numbers)/bytesOf+len(p.Rest))
	taken := make([]bool, len(p.Rest))
	for len(r.Numbers) > r.at {
		rest := r.number()
		switch {
		case rest == 0:
			out = append(out, r.read())
		case rest < 0 || rest > int64(len(p.Rest)) || p.Rest[rest-1] == nil || taken[rest-1]:
			return nil, errDamaged
		default:
			taken[rest-1] = true
			out = append(out, p.Rest[rest-1])
		}
		if r.damaged {
			return nil, errDamaged
		}
	}
	for i, raw := range p.Captured {
		if i < 0 || i >= len(out) {
			return nil, errDamaged
		}
		v, err := exchange.ParseJSON(raw)
		if err != nil {
			return nil, fmt.Errorf("captures of %s: %w", out[i].Probe, err)
		}
		out[i].Captured, _ = v.(map[string]any)
	}
	return out, nil
}

// Planned sets the request of an observation and of its samples.
func Planned(o *exchange.Observation, q *exchange.Request) {
	o.Request = q
	for _, sample := range o.Samples {
		sample.Request = q
	}
}
