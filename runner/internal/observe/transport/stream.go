package transport

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/exchange/sse"
)

// grace is how long a stream may stay open after [DONE] if the request does not say. Most servers
// end it at once; some keep the connection open, but send nothing more.
const grace = time.Second

// listening is the state of reading a stream.
type listening struct {
	*send
	parser  *sse.Parser
	now     time.Duration // when the last read returned
	heard   time.Duration // when the last byte came, at first the head
	silence exchange.Silence
	closing exchange.Closing
}

// listen prepares to read the stream of a response whose head arrived at first.
func (x *send) listen(first time.Duration) *listening {
	s := &listening{send: x, now: first, heard: first}
	s.parser = sse.NewReader(x.r.Framing, func() time.Duration { return s.now })
	return s
}

// read passes the bytes of from to the parser as they arrive, and keeps the body as well. It ends
// with the body, the limit, the deadline, or some time after [DONE], from which on the stream
// counts as complete.
func (s *listening) read(from io.Reader) (b body, err error) {
	p := scratch.Get().(*[]byte)
	data, limit := (*p)[:0], int(s.client.opts.Body)
	done := doneScan{none: s.r.Framing != exchange.SSE}
	for err == nil && b.cut == "" {
		data = slices.Grow(data, min(minPiece, limit+1-len(data)))
		was := len(data)
		var n int
		n, err = from.Read(data[was:cap(data)])
		data = data[:was+n]
		s.now = s.elapsed()
		if len(data) > limit {
			data, b.cut = data[:limit], exchange.CutLimit
		}
		if !done.seen && (n > 0 || err != nil) {
			s.hear()
		}
		_, _ = s.parser.Write(data[was:]) // never fails
		if !done.seen && done.in(data) {
			b.ended = s.now
			defer time.AfterFunc(cmp.Or(s.r.ReadOn, grace), s.ctx.cancel).Stop()
		}
	}
	b.data = kept(p, data)
	if done.seen {
		open := b.cut != "" || !errors.Is(err, io.EOF) && s.ctx.Err() != nil
		s.closing = exchange.Closing{After: max(s.now-b.ended, time.Microsecond), Open: open}
	}
	switch {
	case errors.Is(err, io.EOF):
		b.ended, err = 0, nil
	case done.seen && b.cut == "":
		err = nil
	}
	return b, err
}

// hear ends a silence.
func (s *listening) hear() {
	if quiet := s.now - s.heard; quiet > s.silence.For {
		s.silence = exchange.Silence{For: quiet, After: s.parser.Events()}
	}
	s.heard = s.now
}

// close returns the stream that was read.
func (s *listening) close(cut exchange.Cut) *exchange.Stream {
	s.now = s.elapsed()
	out := s.parser.Close(cut)
	if out.Silence = s.silence; out.Done {
		out.Closing = s.closing
	}
	return out
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
