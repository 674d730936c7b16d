package transport

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"assay/runner/internal/exchange"
)

// body holds the bytes read of a body: decoded, not yet converted to UTF-8.
type body struct {
	data   []byte
	cut    exchange.Cut
	ended  time.Duration // since the request was sent
	stream *exchange.Stream
	odd    []string // see exchange.Observation.Odd
	err    error    // its coding or framing is broken
}

// arriving reads the raw bytes, and remembers how they ended.
type arriving struct {
	from io.Reader
	err  error
}

func (s *arriving) Read(b []byte) (int, error) {
	n, err := s.from.Read(b)
	if err != nil {
		s.err = err
	}
	return n, err
}

// readBody reads resp's body and closes it. If it does not read to the end, the connection is
// closed rather than drained. first is when the response's head had arrived.
func (x *send) readBody(resp *http.Response, first time.Duration) body {
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusSwitchingProtocols {
		x.ctx.cancel() // the rest is not HTTP
		return body{data: []byte{}, ended: x.elapsed()}
	}
	src := &arriving{from: resp.Body}
	from := decoded(src, resp)
	if closer, ok := from.(io.Closer); ok {
		defer closer.Close()
	}
	if !x.r.Stream {
		data, cut, err := x.readAll(from, resp)
		return x.concluded(body{data: data, cut: cut, odd: oddities(from)}, src, err)
	}
	s := x.listen(first)
	b, err := s.read(from)
	b = x.concluded(b, src, err)
	b.stream, b.odd = s.close(b.cut), oddities(from)
	return b
}

// concluded returns the state of the body after a read that ended with err. A decoder may end
// before its source does: then it reads the rest, mostly framing, too.
func (x *send) concluded(b body, src *arriving, err error) body {
	if b.ended == 0 {
		b.ended = x.elapsed()
	}
	if err != nil && b.cut == "" {
		b.cut, b.err = x.why(src, err)
	}
	switch {
	case b.cut != "" || b.err != nil:
		x.ctx.cancel()
	case src.err == nil:
		_, _ = io.CopyN(io.Discard, src, piece)
	}
	return b
}

// why returns the cause of an early end: the deadline, the connection, or a broken coding or
// framing.
func (x *send) why(src *arriving, err error) (cut exchange.Cut, broken error) {
	switch {
	case errors.Is(err, errUnlinked):
		return exchange.CutUnlinked, nil
	case src.err == nil || errors.Is(src.err, io.EOF):
		return "", err // the bytes came; their coding is broken
	case errors.Is(x.ctx.Err(), context.DeadlineExceeded) || isTimeout(src.err):
		return exchange.CutTimeout, nil
	case x.ctx.Err() != nil || errors.Is(src.err, context.Canceled):
		return exchange.CutStopped, nil //nolint:nilerr // the run ended; the body is not broken
	case Lost(src.err):
		return exchange.CutLost, nil
	}
	return "", errFraming{src.err}
}

// errFraming is the error of a body with invalid chunks (RFC 9112, section 7.1).
type errFraming struct{ err error }

func (e errFraming) Error() string { return "its body is framed wrongly: " + Cause(e.err) }
func (e errFraming) Unwrap() error { return e.err }

const (
	piece    = 16 << 10 // initial buffer
	minPiece = 4 << 10  // least room for one read of a stream
	firstCap = 1 << 20  // maximum buffer by Content-Length alone
	largeCap = 16 << 20 // from here on a buffer grows to many times its size; see room
)

var scratch = sync.Pool{New: func() any { b := make([]byte, 0, piece); return &b }}

// readAll reads from until its end or the limit. It reads a body of known length in place; another
// goes through a pooled buffer.
func (x *send) readAll(from io.Reader, resp *http.Response) (data []byte, cut exchange.Cut, err error) {
	limit := x.client.opts.Body
	if _, plain := from.(*arriving); plain && resp.ContentLength >= 0 && resp.ContentLength <= firstCap {
		return fill(make([]byte, 0, resp.ContentLength+1), from, limit)
	}
	p := scratch.Get().(*[]byte)
	data, cut, err = fill((*p)[:0], from, limit)
	return kept(p, data), cut, err
}

// kept returns data, which may be in the pooled buffer p, in its own memory, and returns p to the
// pool. It keeps large data rather than copy it.
func kept(p *[]byte, data []byte) []byte {
	defer scratch.Put(p)
	if cap(data) > firstCap {
		return data
	}
	*p = data
	return append(make([]byte, 0, len(data)), data...)
}

// fill appends the bytes of from to b, limit bytes at most. It reads one more byte to distinguish a
// body of exactly that length from a longer one.
func fill(b []byte, from io.Reader, limit int64) ([]byte, exchange.Cut, error) {
	for {
		if len(b) == cap(b) {
			b = append(make([]byte, 0, min(room(len(b)), int(limit)+1)), b...)
		}
		n, err := from.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if int64(len(b)) > limit {
			return b[:limit], exchange.CutLimit, nil
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return b, "", err
		}
	}
}

// room returns the capacity for a body of which n bytes filled the buffer. Large buffers grow to a
// multiple of their size: memory that is not written to yet takes none, but each buffer that was
// outgrown does until it is collected.
func room(n int) int {
	if n < largeCap {
		return max(2*n, piece)
	}
	return 16 * n
}

func reader(b []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(b)) }
