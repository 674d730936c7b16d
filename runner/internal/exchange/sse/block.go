package sse

import (
	"bytes"
	"time"

	"assay/runner/internal/exchange"
)

// LineNames lists what a line of a block of server-sent events can be, in the order of the
// documentation.
var LineNames = []string{"id", "event", "data", "retry", "comment", "stray"}

// Lines returns what the lines of an event's block are, in order, each one of [LineNames]. offset
// is that of the event in body: see [exchange.Event].
func Lines(body []byte, offset int64) []string {
	var out []string
	for at := blockStart(body, int(offset)); at < len(body); {
		line, end := lineAt(body, at)
		if at == 0 {
			line = bytes.TrimPrefix(line, mark)
		}
		if len(line) == 0 {
			break
		}
		out = append(out, lineName(line))
		at = end
	}
	return out
}

func lineName(line []byte) string {
	switch name, _, kind := split(line); kind {
	case comment:
		return "comment"
	case stray:
		return "stray"
	default:
		return name
	}
}

// blockStart returns the offset of the first line of the block that has a line at offset at.
func blockStart(body []byte, at int) int {
	for at > 0 {
		end := at - 1
		if body[end] == '\n' && end > 0 && body[end-1] == '\r' {
			end--
		}
		start := bytes.LastIndexAny(body[:end], "\r\n") + 1
		if start == end || start == 0 && bytes.Equal(body[:end], mark) {
			break
		}
		at = start
	}
	return at
}

// lineAt returns the line that starts at an offset, and the offset after its line end: CR LF, LF or
// CR.
func lineAt(body []byte, at int) (line []byte, end int) {
	n := bytes.IndexAny(body[at:], "\r\n")
	if n < 0 {
		return body[at:], len(body)
	}
	end = at + n + 1
	if body[end-1] == '\r' && end < len(body) && body[end] == '\n' {
		end++
	}
	return body[at : at+n], end
}

// After reads what follows the first event of a body of server-sent events. No end mark ends it.
func After(body []byte) *exchange.Stream {
	p := NewParser(func() time.Duration { return 0 })
	p.on = true
	_, _ = p.Write(body) // never fails
	s := p.Close("")
	s.Events = s.Events[min(1, len(s.Events)):]
	return s
}
