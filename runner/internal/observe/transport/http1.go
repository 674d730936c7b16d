package transport

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"
)

const (
	// mostHead is the maximum size in bytes of a response's head.
	mostHead = 10 << 20
	// continuation is how long to wait for 100 Continue before sending the body anyway (RFC 9110,
	// section 10.1.1).
	continuation = time.Second
)

// http1 is an HTTP/1.1 connection for one request after the other. It writes and reads with
// net/http's functions, but not with its transport, which reads between two requests, takes those
// bytes for the next response, and prints them. Here, bytes after a response are noticed at its
// end, and end the connection.
type http1 struct {
	*opened
	in   *bufio.Reader
	bw   *bufio.Writer
	to   io.Writer // bw, see buffered
	head *headReader
	// excess is called if bytes follow a response.
	excess func()

	mu   sync.Mutex
	busy bool
	err  error // why it accepts no more requests
}

func newHTTP1(c *opened, excess func()) *http1 {
	head, bw := &headReader{from: c, left: mostHead}, bufio.NewWriter(c)
	return &http1{opened: c, head: head, in: bufio.NewReader(head), bw: bw, to: buffered{bw, bw, bw}, excess: excess}
}

// buffered is what net/http uses of a buffer. Not its ReadFrom: with that, the buffer could not be
// flushed while a body is read.
type buffered struct {
	io.Writer
	io.ByteWriter
	io.StringWriter
}

var (
	errBusy   = errors.New("the connection is in use")
	errClosed = errors.New("the connection was closed")
)

// Reserve takes the only slot of the connection.
func (h *http1) Reserve() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.err != nil:
		return h.err
	case h.busy:
		return errBusy
	}
	h.busy = true
	return nil
}

// Available returns the number of requests that it accepts now.
func (h *http1) Available() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil || h.busy {
		return 0
	}
	return 1
}

// Err is why it accepts no more requests; nil if it does.
func (h *http1) Err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// Close ends the connection.
func (h *http1) Close() error {
	h.end(errClosed)
	return nil
}

func (h *http1) end(err error) {
	h.mu.Lock()
	if h.err == nil {
		h.err = err
	}
	h.mu.Unlock()
	h.Conn.Close()
}

func (h *http1) free() {
	h.mu.Lock()
	h.busy = false
	h.mu.Unlock()
}

// send sends r and reads the head of its response. The connection is free again once the body was
// read to its end and closed.
func (h *http1) send(r *http.Request, p *progress) (*http.Response, error) {
	ctx, _ := r.Context().(*limited) // build's
	ctx.hold(h)
	body := &incoming{h: h, ctx: ctx, out: outgoing{http1: h}}
	out := &body.out
	if p != nil {
		p.written.Store(true)
	}
	out.begin(r)
	resp, err := h.answer(r, out, p)
	if err == nil {
		resp.TLS = h.tls
		body.ReadCloser, body.resp, body.whole = resp.Body, resp, resp.Body == http.NoBody
		resp.Body = body
		return resp, nil
	}
	ctx.drop()
	h.end(err)
	out.finish()
	return nil, h.Err() // the first error, which may be the write's
}

// answer reads the head of the final response, after any interim ones.
func (h *http1) answer(r *http.Request, out *outgoing, p *progress) (*http.Response, error) {
	h.head.left = mostHead
	if _, err := h.in.Peek(1); err != nil {
		return nil, err
	}
	if p != nil {
		p.answered.Store(true)
	}
	for {
		resp, err := http.ReadResponse(h.in, r)
		switch {
		case err != nil:
			return nil, err
		case resp.StatusCode == http.StatusContinue:
			out.goOn(true)
		case resp.StatusCode < 100 || resp.StatusCode > 199 || resp.StatusCode == http.StatusSwitchingProtocols:
			out.goOn(false)
			h.head.left = math.MaxInt64
			return resp, nil
		}
	}
}

// headReader reads from a connection, at most left bytes of a response's head.
type headReader struct {
	from  io.Reader
	left  int64
	ended bool // the connection has
}

func (l *headReader) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("the head of its answer is longer than %d bytes", mostHead)
	}
	n, err := l.from.Read(b[:min(int64(len(b)), l.left)])
	l.left -= int64(n)
	l.ended = l.ended || errors.Is(err, io.EOF)
	return n, err
}

// incoming is the body of a response.
type incoming struct {
	io.ReadCloser
	resp  *http.Response
	h     *http1
	out   outgoing // of the request
	ctx   *limited
	whole bool
	once  sync.Once
}

func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.whole = true
	case err != nil && b.h.head.ended: // within the trailers, net/http gives the end other names
		err = fmt.Errorf("%w: %w", io.ErrUnexpectedEOF, err)
	}
	return n, err
}

// Close frees the connection for the next request, or ends it.
func (b *incoming) Close() error {
	b.once.Do(b.close)
	return nil
}

func (b *incoming) close() {
	extra := b.whole && b.h.in.Buffered() > 0
	if extra {
		b.h.excess()
	}
	if !b.ctx.drop() || extra || !b.whole || !b.out.whole() || b.resp.Close || b.out.last ||
		b.resp.StatusCode == http.StatusSwitchingProtocols {
		b.h.end(errClosed)
		return
	}
	b.h.free()
}

// outgoing is a request being sent.
type outgoing struct {
	*http1
	wait chan bool     // the body waits here for 100 Continue; false: do not send it
	last bool          // the server was asked to close the connection
	done chan struct{} // nil: it was written before its response was read
	err  error         // once done
}

// begin writes r, concurrently with reading its response if it has a body.
func (o *outgoing) begin(r *http.Request) {
	o.last = r.Close || httpguts.HeaderValuesContainsToken(r.Header["Connection"], "close")
	if r.Body == nil {
		o.write(r)
		return
	}
	o.done = make(chan struct{})
	if httpguts.HeaderValuesContainsToken(r.Header["Expect"], "100-continue") {
		o.wait = make(chan bool, 1)
		sent := *r
		sent.Body = &expecting{ReadCloser: r.Body, out: o}
		r = &sent
	}
	go func() {
		defer close(o.done)
		o.write(r)
	}()
}

// finish waits until all of the request that can be written is.
func (o *outgoing) finish() {
	if o.done != nil {
		<-o.done
	}
}

// write writes r. If that fails, the connection ends, and so does reading. For a peer that accepts
// no more, see patient.
func (o *outgoing) write(r *http.Request) {
	if o.proxy != nil {
		if o.proxy.User != nil {
			sent := *r
			sent.Header = r.Header.Clone()
			authorizeProxy(sent.Header, o.proxy)
			r = &sent
		}
		o.err = r.WriteProxy(o.to)
	} else {
		o.err = r.Write(o.to)
	}
	if o.err == nil {
		o.err = o.bw.Flush()
	}
	if o.err != nil && !errors.Is(o.err, errUnwanted) {
		o.end(o.err)
	}
}

// whole reports whether the request was written to its end.
func (o *outgoing) whole() bool {
	if o.done != nil {
		select {
		case <-o.done:
		default:
			return false
		}
	}
	return o.err == nil
}

// goOn sets whether a waiting body is sent.
func (o *outgoing) goOn(send bool) {
	if o.wait != nil {
		select {
		case o.wait <- send:
		default:
		}
	}
}

// errUnwanted is the error of a body that the server answered without requesting it.
var errUnwanted = errors.New("the server did not ask for the body")

// expecting is a body that waits for 100 Continue.
type expecting struct {
	io.ReadCloser
	out  *outgoing
	told bool
}

func (e *expecting) Read(b []byte) (int, error) {
	if !e.told {
		e.told = true
		if err := e.out.bw.Flush(); err != nil {
			return 0, err
		}
		late := time.NewTimer(continuation)
		defer late.Stop()
		select {
		case send := <-e.out.wait:
			if !send {
				return 0, errUnwanted
			}
		case <-late.C:
		}
	}
	return e.ReadCloser.Read(b)
}
