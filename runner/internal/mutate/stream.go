package mutate

import (
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
)

// strayLine is a line that a server writes into a stream that it cannot continue.
const strayLine = `{"error":"upstream connect error"}`

// strayText is the same in a stream of lines, whose events are JSON.
const strayText = "upstream connect error"

// stream loses, repeats, swaps and inserts events, loses the end mark, ends too early, breaks off,
// adds a stray line, and what most clients ignore.
func (m *making) stream() {
	s := m.o.Stream
	part := Part{kind: streamPart}
	messages := len(s.Events)
	if s.Done {
		messages--
	}
	for i := range messages {
		m.add(streamDropped, part, m.events(func(t *tape) { t.drop(i, i+1) }))
	}
	for i := range messages {
		m.add(streamDuplicated, part, m.events(func(t *tape) { t.repeat(i) }))
	}
	for i := 0; i+1 < messages; i++ {
		if a, b := s.Events[i], s.Events[i+1]; a.Data != b.Data || a.Type != b.Type {
			m.add(streamSwapped, part, m.events(func(t *tape) { t.swap(i) }))
		}
	}
	if messages > 1 { // in between
		m.add(streamInserted, part, m.events(func(t *tape) { t.insert(messages / 2) }))
	}
	if s.Done {
		m.add(streamDone, part, m.events(func(t *tape) {
			t.drop(messages, messages+1)
			t.stream.Done = false
		}))
	}
	m.add(streamStray, part, m.events(func(t *tape) { t.stray(messages / 2) }))
	if len(s.Events) > 0 {
		m.add(streamCut, part, m.events(func(t *tape) {
			t.drop(messages/2, len(t.stream.Events))
			t.stream.Done = false
		}))
	}
	if !s.Done && m.o.Ending() == "" || s.Done {
		m.add(streamLost, part, func(o *exchange.Observation) {
			m.events(func(t *tape) {
				t.drop(messages/2, len(t.stream.Events))
				t.stream.Done, t.stream.Cut = false, exchange.CutLost
			})(o)
			o.Cut = exchange.CutLost
		})
	}
	m.streamJSON(messages)
	m.streamParts(messages)
	m.streamAdditions(part, messages)
	m.open(part)
	if len(m.o.Body) > 0 {
		m.add(bodyEmptied, part, func(o *exchange.Observation) {
			setBody(o, nil)
			o.Stream = &exchange.Stream{}
		})
		m.html(part)
	}
}

// events is a change of a stream, in its events and in its text.
func (m *making) events(change func(*tape)) func(*exchange.Observation) {
	return func(o *exchange.Observation) {
		t := newTape(o)
		change(t)
		if t.spans != nil {
			setBody(o, t.text())
			t.read(o.Body)
		}
		o.Stream = &t.stream
	}
}

// read parses the changed text, which may change further events: an id stays in force until the
// next. The times are those of the events.
func (t *tape) read(text []byte) {
	p := sse.NewReader(t.stream.Framing, func() time.Duration { return 0 })
	if _, err := p.Write(text); err != nil {
		return
	}
	said := p.Close("")
	if len(said.Events) != len(t.stream.Events) || len(said.Stray) != len(t.stream.Stray) {
		return
	}
	for i := range said.Events {
		said.Events[i].At = t.stream.Events[i].At
	}
	for i := range said.Stray {
		said.Stray[i].At = t.stream.Stray[i].At
	}
	said.Cut, said.Silence, said.Closing = t.stream.Cut, t.stream.Silence, t.stream.Closing
	t.stream = *said
}

// tape is a stream being changed: its events, with the text of each. Comments belong to the text of
// the preceding event, those before the first to head.
type tape struct {
	stream exchange.Stream
	head   []byte
	spans  [][]byte // of the events; nil if the text is unknown
}

func newTape(o *exchange.Observation) *tape {
	t := &tape{stream: *o.Stream}
	t.stream.Events = slices.Clone(t.stream.Events)
	events := t.stream.Events
	for i := range events {
		to := int64(len(o.Body))
		if i+1 < len(events) {
			to = events[i+1].Offset
		}
		from := events[i].Offset
		if from < 0 || from >= to || to > int64(len(o.Body)) {
			t.spans = nil
			return t
		}
		t.spans = append(t.spans, o.Body[from:to])
	}
	if len(events) > 0 {
		t.head = o.Body[:events[0].Offset]
	} else {
		t.head, t.spans = o.Body, [][]byte{}
	}
	return t
}

func (t *tape) text() []byte {
	out := slices.Clone(t.head)
	for _, span := range t.spans {
		out = append(out, span...)
	}
	return out
}

// drop removes events; later ones keep their times.
func (t *tape) drop(from, to int) {
	t.stream.Events = slices.Delete(t.stream.Events, from, to)
	if t.spans != nil {
		t.spans = slices.Delete(t.spans, from, to)
	}
}

func (t *tape) repeat(i int) {
	t.stream.Events = slices.Insert(t.stream.Events, i+1, t.stream.Events[i])
	if t.spans != nil {
		t.spans = slices.Insert(t.spans, i+1, t.spans[i])
	}
}

// swap exchanges two events.
func (t *tape) swap(i int) {
	e := t.stream.Events
	e[i], e[i+1] = e[i+1], e[i]
	e[i].At, e[i+1].At = e[i+1].At, e[i].At
	if t.spans != nil {
		t.spans[i], t.spans[i+1] = t.spans[i+1], t.spans[i]
	}
}

// stray adds a stray line before event i, or at the end.
func (t *tape) stray(i int) {
	line := exchange.Stray{Text: strayLine}
	if t.stream.Framing == exchange.NDJSON {
		line.Text = strayText
	}
	if i < len(t.stream.Events) {
		line.At, line.Offset = t.stream.Events[i].At, t.stream.Events[i].Offset
	}
	t.stream.Stray = append(slices.Clone(t.stream.Stray), line)
	if t.spans == nil {
		return
	}
	text := []byte(line.Text + "\n\n")
	if t.stream.Framing == exchange.NDJSON {
		text = text[:len(text)-1]
	}
	if i < len(t.spans) {
		t.spans[i] = append(text, t.spans[i]...)
	} else {
		t.head = append(slices.Clone(t.head), text...)
	}
}
