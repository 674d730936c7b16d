package sse

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"assay/runner/internal/exchange"
)

// In a stream of lines (NDJSON) every line that is JSON is an event with that data. A
// blank line counts as a comment: servers send them as heartbeats. Any other is a stray.

// whole reads one whole line of a stream of lines.
func (p *Parser) whole(line []byte) {
	switch line = bytes.TrimRight(line, "\r"); {
	case len(bytes.TrimSpace(line)) == 0:
		p.stream.Comments++
	case json.Valid(line):
		p.add(exchange.Event{Data: text(line), At: p.time(), Offset: p.offset})
	default:
		p.stray(line)
	}
}

// lastLine reads a last line without line end: unfinished where more could have made it
// JSON, else as any line. A number that was cut off cannot be told from a whole one.
func (p *Parser) lastLine(line []byte) {
	var value json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(line)).Decode(&value); errors.Is(err, io.ErrUnexpectedEOF) {
		p.event.raw = append(p.event.raw, line...)
		return
	}
	p.whole(line)
}
