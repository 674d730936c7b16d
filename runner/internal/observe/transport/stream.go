package transport

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/exchange/sse"
)

// grace is how long a stream may stay open after [DONE]. Most servers end it at once; some keep the
// connection open, but send nothing more.
const grace = time.Second

// readStream passes the bytes of from to parser as they arrive, and keeps the body as well. It ends
// with the body, the limit, the deadline, or a grace after [DONE], from which on the stream counts
// as complete.
func (x *send) readStream(from io.Reader, parser *sse.Parser) (b body, err error) {
	p := scratch.Get().(*[]byte)
	data, limit := (*p)[:0], int(x.client.opts.Body)
	done := doneScan{none: x.r.Framing != exchange.SSE}
	for err == nil && b.cut == "" {
		data = slices.Grow(data, min(minPiece, limit+1-len(data)))
		was := len(data)
		var n int
		n, err = from.Read(data[was:cap(data)])
		data = data[:was+n]
		if len(data) > limit {
			data, b.cut = data[:limit], exchange.CutLimit
		}
		_, _ = parser.Write(data[was:]) // never fails
		if !done.seen && done.in(data) {
			b.ended = x.elapsed()
			defer time.AfterFunc(grace, x.cancel).Stop()
		}
	}
	b.data = kept(p, data)
	switch {
	case errors.Is(err, io.EOF):
		b.ended, err = 0, nil
	case done.seen && b.cut == "":
		err = nil
	}
	return b, err
}

// doneScan looks for the event that ends a stream, "data: [DONE]" and a line end,
// through every byte once.
type doneScan struct {
	line int  // offset of the first unread line
	read int  // offset from which to search for its end
	data bool // the current event has data already: [DONE] is a line of it
	seen bool
	none bool // the framing has no end event
}

func (d *doneScan) in(data []byte) bool {
	for !d.seen && !d.none {
		end := bytes.IndexAny(data[d.read:], "\r\n")
		if end < 0 {
			d.read = len(data)
			return false
		}
		end += d.read
		if end == d.line && end > 0 && data[end] == '\n' && data[end-1] == '\r' {
			d.line, d.read = end+1, end+1 // one line end
			continue
		}
		value, ok := bytes.CutPrefix(data[d.line:end], []byte("data:"))
		switch {
		case ok:
			value = bytes.TrimPrefix(value, []byte(" "))
			// The length first: else each event's data would be copied.
			d.seen = !d.data && len(value) <= len(dialect.Done) && dialect.Default.Ends(string(value))
			d.data = true
		case end == d.line:
			d.data = false
		}
		d.line, d.read = end+1, end+1
	}
	return d.seen
}
