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

// grace is how long a stream may stay open after [DONE]. Servers that mean to
// end do so at once; some keep the connection, and nothing more is to come.
const grace = time.Second

// readStream feeds parser what comes from, piece by piece as it arrives, and keeps
// the body as well. It ends with the body, the limit, the deadline, or a grace
// after [DONE]: from there on the stream is whole, however it ends.
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
	line int  // offset of the first line not looked at
	read int  // offset of what was not looked through for its end
	data bool // the event at hand has data already: [DONE] is a line of it
	seen bool
	none bool // the framing has no such event
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
			d.seen = !d.data && dialect.Default.Ends(string(bytes.TrimPrefix(value, []byte(" "))))
			d.data = true
		case end == d.line:
			d.data = false
		}
		d.line, d.read = end+1, end+1
	}
	return d.seen
}
