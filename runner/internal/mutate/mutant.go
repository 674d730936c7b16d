package mutate

import (
	"bytes"
	"iter"
	"strings"

	"assay/runner/internal/exchange"
)

// Mutant is one change of one recorded answer.
type Mutant struct {
	Operator *Operator
	Part     Part

	change func(*exchange.Observation)
}

// Part is what a mutant touched.
type Part struct {
	kind   partKind
	header string // of a header part: its name as it stands
	node   *node  // of a JSON part, of a body or of events
}

type partKind int8

const (
	statusPart partKind = iota
	headerPart
	bodyPart
	jsonPart
	streamPart
	eventPart
	timePart
)

// At is the part as a person points at it: "status", "header Vary",
// "$.data[0].id", "body", "stream", "events $.delta", "duration".
func (p Part) At() string { return p.text((*node).path) }

// Group is At with the items of an array taken together: "$.data[*].id".
func (p Part) Group() string { return p.text((*node).shape) }

func (p Part) text(of func(*node) string) string {
	switch p.kind {
	case headerPart:
		return "header " + p.header
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

// Of is the mutant: what would have been observed in the place of o, of which it
// was made. Of a repeat, every sample that was answered alike is changed alike.
func (m *Mutant) Of(o *exchange.Observation) *exchange.Observation {
	changed := o.Copy()
	m.change(changed)
	if m.sameBody() {
		if root, err := o.JSON(); err == nil {
			changed.SetJSON(root)
		}
	}
	if len(o.Samples) < 2 {
		return changed
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
	return changed
}

// sameBody reports whether the body is as it was, and is read as it was: a
// Content-Type says in which charset.
func (m *Mutant) sameBody() bool {
	switch m.Part.kind {
	case statusPart, timePart:
		return true
	case headerPart:
		return !strings.EqualFold(m.Part.header, "Content-Type")
	}
	return false
}

// Mutants makes every change of an answer, one after the other, always in the
// same order. An observation without an answer has none.
func Mutants(o *exchange.Observation) iter.Seq[*Mutant] {
	return func(yield func(*Mutant) bool) {
		if !o.Known() {
			return
		}
		m := &making{o: o, yield: yield}
		m.status()
		m.headers()
		if o.Stream != nil {
			m.stream()
		} else {
			m.body()
		}
		m.slower()
	}
}

// making is one walk through the changes of an answer. After yield said stop it
// makes no more.
type making struct {
	o       *exchange.Observation
	yield   func(*Mutant) bool
	stopped bool

	readable []byte            // a JSON body, in UTF-8
	charset  *exchange.Decoded // how to write it again; nil: as it is
}

func (m *making) add(op *Operator, part Part, change func(*exchange.Observation)) {
	if !m.stopped && !m.yield(&Mutant{op, part, change}) {
		m.stopped = true
	}
}
