package mutate

import (
	"bytes"
	"slices"
	"time"

	"assay/runner/internal/exchange"
)

// failing returns the event with which a server says that it cannot continue a stream, and its
// text.
func failing(s *exchange.Stream) (exchange.Event, string) {
	switch {
	case s.Framing == exchange.NDJSON:
		e := exchange.Event{Data: `{"error":"overloaded"}`}
		return e, e.Data + "\n"
	case slices.ContainsFunc(s.Events, func(e exchange.Event) bool { return e.Type != "" }):
		e := exchange.Event{Type: "error", Data: `{"type":"error","error":{"message":"overloaded"}}`}
		return e, "event: error\ndata: " + e.Data + "\n\n"
	}
	e := exchange.Event{Data: `{"error":{"message":"overloaded"}}`}
	return e, "data: " + e.Data + "\n\n"
}

// insert puts an error in front of event i.
func (t *tape) insert(i int) {
	e, text := failing(&t.stream)
	e.At, e.Offset = t.stream.Events[i].At, t.stream.Events[i].Offset
	t.stream.Events = slices.Insert(t.stream.Events, i, e)
	if t.spans != nil {
		t.spans = slices.Insert(t.spans, i, []byte(text))
	}
}

// streamAdditions adds what clients ignore that follow the standard and end at [DONE]: an error
// after it, and a comment in the block of an event.
func (m *making) streamAdditions(part Part, messages int) {
	s := m.o.Stream
	if s.Framing != exchange.SSE || newTape(m.o).spans == nil {
		return
	}
	if s.Done {
		_, text := failing(s)
		m.add(streamAfter, part, func(o *exchange.Observation) {
			setBody(o, slices.Concat(o.Body, []byte(text)))
		})
	}
	if messages > 0 {
		m.add(streamFields, part, m.events(func(t *tape) { t.comment(messages / 2) }))
	}
}

// open leaves the response open behind the end of its stream, where clients wait that read to the
// end of the response. It skips one that was cut, and one whose times are unknown.
func (m *making) open(part Part) {
	s := m.o.Stream
	known := m.o.Duration > 0
	if s.Done {
		known = s.Closing.After > 0
	}
	if !known || len(s.Events) == 0 || m.o.Ending() != "" {
		return
	}
	m.add(streamOpen, part, func(o *exchange.Observation) {
		left := *o.Stream
		if left.Done {
			left.Closing.After += time.Hour
		}
		o.Duration += time.Hour
		o.Stream = &left
	})
}

// comment puts a comment in front of the data of event i.
func (t *tape) comment(i int) {
	at := 0
	for line := range bytes.Lines(t.spans[i]) {
		if bytes.HasPrefix(line, []byte("data")) {
			break
		}
		at += len(line)
	}
	t.spans[i] = slices.Concat(t.spans[i][:at], []byte(": keep-alive\n"), t.spans[i][at:])
	t.stream.Comments++
}

// later returns a stream that came later, was silent for longer, and ended later after its end
// mark.
func later(s *exchange.Stream, more time.Duration) *exchange.Stream {
	late := *s
	late.Events = slices.Clone(late.Events)
	for i := range late.Events {
		late.Events[i].At += more
	}
	if late.Silence.For > 0 {
		late.Silence.For += more
	}
	if late.Closing.After > 0 {
		late.Closing.After += more
	}
	return &late
}
