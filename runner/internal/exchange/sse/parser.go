package sse

import (
	"bytes"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
)

// Parser reads a body piece by piece. It must be used from one goroutine.
//
// An event's time is that of the write that completed its blank line, a stray's that of the write
// that completed the line. The parser ignores everything after the event that ends a stream in its
// dialect.
type Parser struct {
	now    func() time.Duration
	at     time.Duration // of the current write, read when first needed
	timed  bool
	stream exchange.Stream

	rest    []byte // a line whose end has not been written yet
	offset  int64  // of the next line, in the body
	skipLF  bool   // the last line ended with CR: an LF now belongs to it
	started bool   // the first line, which may start with a byte order mark, is read
	on      bool   // an end mark ends nothing

	id    string // last event ID
	event event
}

// event is an event that is being collected.
type event struct {
	kind   string
	data   []byte // every data line with "\n" after it
	raw    []byte // the field lines as they came, with "\n" after each
	offset int64  // of its first field line
}

// fewEvents is the initial capacity for events, enough for a short stream.
const fewEvents = 32

// NewParser makes a parser; now gives the time since the request was sent.
func NewParser(now func() time.Duration) *Parser { return &Parser{now: now} }

// NewReader makes a parser of a stream in that framing.
func NewReader(framing exchange.Framing, now func() time.Duration) *Parser {
	p := NewParser(now)
	p.stream.Framing = framing
	return p
}

// Done reports whether the event that ends the stream came; everything after it is ignored.
func (p *Parser) Done() bool { return p.stream.Done }

// Events returns how many events came so far.
func (p *Parser) Events() int { return len(p.stream.Events) + p.stream.More }

// Write takes the next bytes of the body. It never fails.
func (p *Parser) Write(b []byte) (int, error) {
	p.timed = false
	lf := -1 // the next LF of b, len(b) if there is none
	for i := 0; i < len(b) && !p.stream.Done; {
		if p.skipLF {
			p.skipLF = false
			if b[i] == '\n' {
				p.offset++
				i++
				continue
			}
		}
		if lf < i {
			lf = len(b)
			if n := bytes.IndexByte(b[i:], '\n'); n >= 0 {
				lf = i + n
			}
		}
		end := lf
		if n := bytes.IndexByte(b[i:lf], '\r'); n >= 0 && p.stream.Framing == exchange.SSE {
			end, p.skipLF = i+n, true
		}
		if end == len(b) {
			p.rest = append(p.rest, b[i:]...)
			break
		}
		p.ended(b[i:end])
		i = end + 1
	}
	return len(b), nil
}

// ended reads a line whose last piece is b and whose line end has come.
func (p *Parser) ended(b []byte) {
	if len(p.rest) > 0 {
		p.rest = append(p.rest, b...)
		b = p.rest
	}
	size := int64(len(b)) + 1
	p.line(p.withoutMark(b))
	p.rest = p.rest[:0]
	p.offset += size
}

// mark is the byte order mark in UTF-8; one at the start of a body is not part of the stream.
var mark = []byte("\ufeff")

// withoutMark removes the byte order mark from the first line.
func (p *Parser) withoutMark(line []byte) []byte {
	if p.started {
		return line
	}
	p.started = true
	return bytes.TrimPrefix(line, mark)
}

// line reads one whole line.
func (p *Parser) line(line []byte) {
	if p.stream.Framing == exchange.NDJSON {
		p.whole(line)
		return
	}
	if len(line) == 0 {
		p.dispatch()
		return
	}
	switch name, value, kind := split(line); kind {
	case comment:
		p.stream.Comments++
	case stray:
		p.stray(line)
	default:
		p.keep(line)
		p.field(name, value)
	}
}

// keep remembers a field line for [exchange.Stream.Unfinished].
func (p *Parser) keep(line []byte) {
	if len(p.event.raw) == 0 {
		p.event.offset = p.offset
	}
	p.event.raw = append(append(p.event.raw, line...), '\n')
}

// field adds a field to the event that is being collected.
func (p *Parser) field(name string, value []byte) {
	switch name {
	case "data":
		p.event.data = append(append(p.event.data, value...), '\n')
	case "event":
		p.event.kind = text(value)
	case "id":
		if bytes.IndexByte(value, 0) < 0 && string(value) != p.id {
			p.id = text(value)
		}
	case "retry":
		if d, ok := milliseconds(value); ok {
			p.stream.Retry = d
		}
	}
}

// dispatch ends the event that is being collected, as a blank line does. It drops an event without
// data.
func (p *Parser) dispatch() {
	e := &p.event
	if n := len(e.data); n > 0 {
		one := exchange.Event{ID: p.id, Type: e.kind, Data: text(e.data[:n-1]), At: p.time(), Offset: e.offset}
		p.add(one)
		p.stream.Done = !p.on && dialect.Default.Ends(one.Data)
	}
	e.kind, e.data, e.raw = "", e.data[:0], e.raw[:0]
}

// add keeps an event, of too many the first and the last.
func (p *Parser) add(one exchange.Event) {
	if p.stream.Events == nil {
		p.stream.Events = make([]exchange.Event, 0, fewEvents)
	}
	if n := len(p.stream.Events); n == exchange.MostEvents {
		p.stream.Events[n-1] = one
		p.stream.More++
		return
	}
	p.stream.Events = append(p.stream.Events, one)
}

func (p *Parser) stray(line []byte) {
	if len(p.stream.Stray) == exchange.MostStray {
		p.stream.MoreStray++
		return
	}
	p.stream.Stray = append(p.stream.Stray, exchange.Stray{Text: text(line), At: p.time(), Offset: p.offset})
}

func (p *Parser) time() time.Duration {
	if !p.timed {
		p.at, p.timed = p.now(), true
	}
	return p.at
}

// Close ends the body and returns its stream. cut says why it ended early, "" if it ended by
// itself.
//
// A last line without line end is a stray if it can be nothing else (an error object that the
// server wrote before it closed the connection), otherwise part of the unfinished event; the
// standard ignores both. The time of such a stray is that of the end.
func (p *Parser) Close(cut exchange.Cut) *exchange.Stream {
	p.timed = false
	switch last := p.withoutMark(p.rest); {
	case len(last) == 0 || p.stream.Done:
	case p.stream.Framing == exchange.NDJSON:
		p.lastLine(last)
	default:
		switch _, _, kind := split(last); {
		case kind == field || kind == stray && isStart(last):
			p.event.raw = append(p.event.raw, last...)
		case kind == stray:
			p.stray(last)
		}
	}
	p.rest = nil
	p.stream.Unfinished = text(bytes.TrimSuffix(p.event.raw, []byte("\n")))
	p.stream.Cut = cut
	return &p.stream
}
