package mutate

import (
	"bytes"
	"iter"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// Mutant is one change of one recorded response.
type Mutant struct {
	Operator *Operator
	Part     Part

	change func(*exchange.Observation)
}

// Part is the part that a mutant changes.
type Part struct {
	kind   partKind
	header string      // of a part of the headers or trailers: its name as written
	node   *value.Node // of a JSON part, of a body or of events
}

type partKind int8

const (
	statusPart partKind = iota
	headerPart
	trailerPart
	bodyPart
	jsonPart
	streamPart
	eventPart
	timePart
)

// At names the part for people: "status", "header Vary", "trailer Digest", "$.data[0].id", "body",
// "stream", "events $.delta", "duration".
func (p Part) At() string { return p.text(pathOf) }

// Group returns At with all items of an array combined: "$.data[*].id".
func (p Part) Group() string { return p.text(shapeOf) }

func (p Part) text(of func(*value.Node) string) string {
	switch p.kind {
	case headerPart:
		return "header " + p.header
	case trailerPart:
		return "trailer " + p.header
	case jsonPart:
		return of(p.node)
	case eventPart:
		return "events " + of(p.node)
	case bodyPart:
		return "body"
	case streamPart:
		return "stream"
	case timePart:
		return "duration"
	}
	return "status"
}

// Of returns the mutant of o, the observation that it was made from. In a repeat, every sample
// with the same response is changed in the same way.
func (m *Mutant) Of(o *exchange.Observation) *exchange.Observation {
	changed := new(exchange.Observation)
	m.into(o, changed)
	return changed
}

// into makes Of in the place of an observation that nobody reads any more.
func (m *Mutant) into(o, changed *exchange.Observation) {
	o.CopyTo(changed)
	m.change(changed)
	changed.Share(o)
	if len(o.Samples) < 2 {
		return
	}
	changed.Samples = make([]*exchange.Observation, len(o.Samples))
	for i, s := range o.Samples {
		changed.Samples[i] = s
		if s.Known() && s.Status == o.Status && bytes.Equal(s.Body, o.Body) {
			one := s.Copy()
			m.change(one)
			changed.Samples[i] = one
		}
	}
}

// Mutants yields every change of a response, always in the same order. An observation without a
// response has none.
func Mutants(o *exchange.Observation) iter.Seq[*Mutant] {
	return func(yield func(*Mutant) bool) {
		if !o.Known() {
			return
		}
		m := &making{o: o, yield: yield}
		m.status()
		m.headers()
		m.trailers()
		if o.Stream != nil {
			m.stream()
		} else {
			m.body()
		}
		m.slower()
	}
}

// making is one enumeration of the changes of a response. It stops once yield returns false.
type making struct {
	o       *exchange.Observation
	yield   func(*Mutant) bool
	stopped bool

	readable []byte            // a JSON body, in UTF-8
	charset  *exchange.Decoded // how to encode it again; nil if unchanged
}

func (m *making) add(op *Operator, part Part, change func(*exchange.Observation)) {
	if !m.stopped && !m.yield(&Mutant{op, part, change}) {
		m.stopped = true
	}
}
