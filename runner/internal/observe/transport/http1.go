package transport

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"
)

const (
	// mostHead is the most bytes that the head of an answer may have.
	mostHead = 10 << 20
	// continuation is how long a server may take to say 100 Continue before the body
	// is sent all the same (RFC 9110, section 10.1.1).
	continuation = time.Second
)

// http1 is a connection of HTTP/1.1 that carries one request after the other. It
// writes and reads by net/http's own functions, but not by its transport. That reads
// on between two requests, takes what comes there for the next answer, and prints it;
// here what follows an answer is seen at its end, and ends the connection.
type http1 struct {
	*opened
	in   *bufio.Reader
	bw   *bufio.Writer
	head *headReader
	// excess is told where bytes follow an answer that belong to none.
	excess func()

	mu   sync.Mutex
	busy bool
	err  error // why it takes no more requests
}

func newHTTP1(c *opened, excess func()) *http1 {
	head := &headReader{from: c, left: mostHead}
	return &http1{opened: c, head: head, in: bufio.NewReader(head), bw: bufio.NewWriter(c), excess: excess}
}

var (
	errBusy   = errors.New("the connection is in use")
	errClosed = errors.New("the connection was closed")
)

// Reserve takes the one slot of the connection.
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

// Available is how many requests it takes now.
func (h *http1) Available() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err != nil || h.busy {
		return 0
	}
	return 1
}

// Err is why it takes no more requests; nil while it does.
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

// RoundTrip sends r and reads the head of its answer. The connection is free again
// once the body is closed that was read to its end.
func (h *http1) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	stop := context.AfterFunc(ctx, func() { h.end(context.Cause(ctx)) })
	out := &outgoing{http1: h, done: make(chan struct{})}
	out.begin(r)
	resp, err := h.answer(r, out)
	if err == nil {
		resp.TLS = h.tls
		resp.Body = &incoming{ReadCloser: resp.Body, resp: resp, h: h, out: out, stop: stop, whole: resp.Body == http.NoBody}
		return resp, nil
	}
	stop()
	h.end(err)
	<-out.done
	return nil, h.Err() // the first that went wrong: the writing may have been it
}

// answer reads the head of the final answer, past those that are on the way to it.
func (h *http1) answer(r *http.Request, out *outgoing) (*http.Response, error) {
	h.head.left = mostHead
	if _, err := h.in.Peek(1); err != nil {
		return nil, err
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotFirstResponseByte != nil {
		trace.GotFirstResponseByte()
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

// headReader reads from a connection, and of the head of an answer no more than left.
type headReader struct {
	from io.Reader
	left int64
}

func (l *headReader) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("the head of its answer is longer than %d bytes", mostHead)
	}
	n, err := l.from.Read(b[:min(int64(len(b)), l.left)])
	l.left -= int64(n)
	return n, err
}

// incoming is the body of an answer.
type incoming struct {
	io.ReadCloser
	resp  *http.Response
	h     *http1
	out   *outgoing
	stop  func() bool
	whole bool
	once  sync.Once
}

func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		b.whole = true
	}
	return n, err
}

// Close leaves the connection for the next request, or ends it.
func (b *incoming) Close() error {
	b.once.Do(b.close)
	return nil
}

func (b *incoming) close() {
	extra := b.whole && b.h.in.Buffered() > 0
	if extra {
		b.h.excess()
	}
	if !b.stop() || extra || !b.whole || !b.out.whole() || b.resp.Close || b.out.last ||
		b.resp.StatusCode == http.StatusSwitchingProtocols {
		b.h.end(errClosed)
		return
	}
	b.h.free()
}

// outgoing is a request on its way.
type outgoing struct {
	*http1
	wait chan bool // where the body waits for 100 Continue; takes whether to send it
	last bool      // the server was asked to close the connection
	done chan struct{}
	err  error // once done
}

// begin writes r, beside the reading of its answer where it has a body.
func (o *outgoing) begin(r *http.Request) {
	o.last = r.Close || httpguts.HeaderValuesContainsToken(r.Header["Connection"], "close")
	if r.Body == nil {
		o.write(r)
		return
	}
	if httpguts.HeaderValuesContainsToken(r.Header["Expect"], "100-continue") {
		o.wait = make(chan bool, 1)
		sent := *r
		sent.Body = &expecting{ReadCloser: r.Body, out: o}
		r = &sent
	}
	go o.write(r)
}

// write writes r. Where it cannot be written the connection ends, and with it the
// reading; where only the other side takes no more, see patient.
func (o *outgoing) write(r *http.Request) {
	defer close(o.done)
	// The writer is hidden: with ReadFrom, it could not be flushed while a body is read.
	to := struct {
		io.Writer
		io.ByteWriter
	}{o.bw, o.bw}
	if o.proxy != nil {
		if o.proxy.User != nil {
			sent := *r
			sent.Header = r.Header.Clone()
			authorizeProxy(sent.Header, o.proxy)
			r = &sent
		}
		o.err = r.WriteProxy(to)
	} else {
		o.err = r.Write(to)
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
	select {
	case <-o.done:
		return o.err == nil
	default:
		return false
	}
}

// goOn tells a body that waits whether to be sent.
func (o *outgoing) goOn(send bool) {
	if o.wait != nil {
		select {
		case o.wait <- send:
		default:
		}
	}
}

// errUnwanted is a body that its server answered without asking for it.
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
