package stream

import (
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
)

// mostSketches is the maximum number of sequences of events in the examples of one stream.
const mostSketches = 12

// sketch is a stream being made: its events, when they came, and what else was measured.
type sketch struct {
	events  []sketched
	silence time.Duration
	closing time.Duration
}

// sketched is an event of a sketch. at 0: as soon as the one before.
type sketched struct {
	kind, data string
	at         time.Duration
}

// sketching is a part that says which events there are.
type sketching interface{ sketches(s sketch) []sketch }

// Examples are short streams in the order that is wanted, with as many events as are counted, at
// the times that are wanted; without any of these, streams of one event. There is one for each
// way in which a stream ends.
func (k *streamCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft {
	sketches := []sketch{{}}
	for _, part := range k.parts {
		part, ok := part.(sketching)
		if !ok {
			continue
		}
		var next []sketch
		for _, one := range sketches {
			next = append(next, part.sketches(one)...)
		}
		sketches = next[:min(len(next), mostSketches)]
	}
	var out []check.Draft
	for _, s := range sketches {
		if len(s.events) == 0 {
			s.events = []sketched{{data: "{}"}}
		}
		out = append(out, s.drafts(d)...)
	}
	return out
}

// drafts are drafts with the stream, for each way in which it may end.
func (s *sketch) drafts(d check.Draft) []check.Draft {
	var text strings.Builder
	for _, e := range s.events {
		if e.kind != "" {
			text.WriteString("event: " + e.kind + "\n")
		}
		text.WriteString("data: " + strings.ReplaceAll(e.data, "\n", "\ndata: ") + "\n\n")
	}
	body := text.String()
	drafts := []check.Draft{s.draft(d, body+"data: "+dialect.Done+"\n\n", ""), s.draft(d, body, ""), s.draft(d, body, exchange.CutLost)}
	if s.events[len(s.events)-1].data == dialect.Done {
		return drafts[1:2]
	}
	return drafts
}

func (s *sketch) draft(d check.Draft, body string, cut exchange.Cut) check.Draft {
	p := sse.NewParser(func() time.Duration { return 0 })
	_, _ = p.Write([]byte(body)) // never fails
	d.Stream, d.Body = p.Close(cut), []byte(body)
	at := time.Duration(0)
	for i := range d.Stream.Events {
		if i < len(s.events) {
			at = max(at, s.events[i].at)
		}
		d.Stream.Events[i].At = at
	}
	d.Stream.Silence.For = s.silence
	if d.Stream.Done {
		d.Stream.Closing.After = s.closing
	}
	d.Duration = max(d.Duration, at)
	return d
}

// with is s with one more event.
func (s sketch) with(e sketched) sketch {
	s.events = append(s.events[:len(s.events):len(s.events)], e)
	return s
}

func (o *inOrder) sketches(s sketch) []sketch {
	var out []sketch
	for _, names := range o.order.Sentences(mostSketches) {
		one := s
		for _, kind := range names {
			one = one.with(o.kinds.list[kind].is.example())
		}
		out = append(out, one)
	}
	return out
}

// sketches adds events until there are as many as are wanted, or moves the first.
func (t tallies) sketches(s sketch) []sketch {
	for i := range t {
		if t[i].key == "time_to" {
			s = t[i].timed(s)
		} else {
			s = t[i].filled(s)
		}
	}
	return []sketch{s}
}

// filled adds the events that are missing in s. Those of an order are there already.
func (t *tally) filled(s sketch) sketch {
	const most = 100
	for n := t.in(s); t.want.Outcome(n) == outcome.Unmet && n < most; n++ {
		s = s.with(t.of.example())
	}
	return s
}

// in is how many events of s are those that are counted.
func (t *tally) in(s sketch) (n int) {
	for _, e := range s.events {
		if e == t.of.example() {
			n++
		}
	}
	return n
}

// timed sets when the first of the events came.
func (t *tally) timed(s sketch) sketch {
	if t.in(s) == 0 {
		s = s.with(t.of.example())
	}
	at := firstDuration(t.want.Values())
	events := append([]sketched{}, s.events...)
	for i, e := range events {
		if e.at == 0 && e == t.of.example() {
			events[i].at = at
			break
		}
	}
	s.events = events
	return s
}

func firstDuration(suggested []any) time.Duration {
	for _, v := range suggested {
		if d, ok := v.(time.Duration); ok {
			return d
		}
	}
	return time.Millisecond
}

func (t *streamTiming) sketches(s sketch) []sketch {
	if t.key == "silence" {
		s.silence = firstDuration(t.want.Values())
	}
	return []sketch{s}
}

func (k *closed) sketches(s sketch) []sketch {
	s.closing = max(k.within, 1)
	return []sketch{s}
}

// example returns an event of the kind, or one that meets the match, as far as one can be made.
func (s *some) example() sketched {
	if s.match != nil {
		return s.match.example()
	}
	return s.kinds.list[s.kind].is.example()
}

// example is a small event that meets m, as far as one can be made.
func (m *eventMatch) example() sketched {
	e := sketched{data: "{}"}
	if m.event != nil {
		e.kind = firstText(m.event.Values(), "")
	}
	if m.data != nil {
		e.data = firstText(m.data.Values(), e.data)
	}
	if m.isJSON {
		if roots, placed := jsonpath.Filled(nil, m.json); placed && len(roots) > 0 {
			if text, err := show.CompactJSON(roots[0]); err == nil {
				e.data = text
			}
		}
	}
	return e
}

func firstText(suggested []any, otherwise string) string {
	for _, v := range suggested {
		if s, ok := v.(string); ok && v != values.Missing {
			return s
		}
	}
	return otherwise
}
