package proxy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// Why an exchange is not recorded, as the log, the summary and the suite say it.
const (
	clientGone  = "the client went away before the end"
	stopped     = "the proxy was stopped before the end"
	upgraded    = "it became another protocol (WebSocket)"
	longRequest = "the body of the request is longer than is kept"
	halfRequest = "the API answered before it had read the whole request"
)

// keep prepares to keep a request as it passes.
func (x *passage) keep(r *http.Request) {
	if x.proxy.opts.Recorder != nil || x.proxy.opts.Limits.judges() {
		x.header = r.Header.Clone()
		x.sent = &tap{most: x.proxy.opts.Recorder.most()}
	}
	switch {
	case r.Body != nil && r.Body != http.NoBody:
		r.Body = &requestBody{from: r.Body, x: x, size: r.ContentLength}
	case x.sent != nil:
		x.sent.whole = true
	}
}

// requestBody keeps the body of a request while the transport reads it, also while the response
// passes. After its end it is not read any more, as net/http's transport does once, and it is not
// closed: the server closes it after the response, and a transport that then reads on takes the
// error for one of the API's connection, and ends that.
type requestBody struct {
	from io.Reader
	x    *passage
	size int64 // -1: not known
	read int64
	end  bool
}

func (b *requestBody) Read(p []byte) (int, error) {
	if b.end {
		return 0, io.EOF
	}
	n, err := b.from.Read(p)
	b.read += int64(n)
	b.end = errors.Is(err, io.EOF) || b.read == b.size
	b.x.mu.Lock()
	defer b.x.mu.Unlock()
	if b.x.sent != nil && !b.x.ended { // a transport may read on after the response
		b.x.sent.take(p[:n], 0)
		b.x.sent.whole = b.x.sent.whole || b.end
	}
	return n, err
}

func (*requestBody) Close() error { return nil }

// roundTrip is one exchange with the API, observed.
type roundTrip struct{ next http.RoundTripper }

func (t roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	x, _ := r.Context().Value(passageKey{}).(*passage)
	sent := time.Now()
	resp, err := t.next.RoundTrip(onceOnly(r))
	if err == nil && resp.StatusCode < http.StatusContinue {
		resp.Body.Close()
		resp, err = nil, fmt.Errorf("the status %03d is none of HTTP, and cannot be passed on", resp.StatusCode)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.began, x.first = sent, time.Since(sent)
	switch {
	case r.Context().Err() != nil:
		x.why = left(r.Context())
		x.skip()
	case err != nil:
		x.why = "no response"
		x.lost(err)
	case resp.StatusCode == http.StatusSwitchingProtocols:
		x.status, x.why = resp.StatusCode, upgraded
		x.skip()
	default:
		x.status = resp.StatusCode
		x.unguessed(resp.Header)
		x.answered(r.Context(), resp)
	}
	return resp, err
}

// left returns why the context of a request ended.
func left(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), ErrStopped) {
		return stopped
	}
	return clientGone
}

// ErrStopped is the cause of the contexts of requests under way when the proxy is stopped, so that
// they are not taken for those of clients that went away.
var ErrStopped = errors.New(stopped)

// unguessed keeps net/http's server from guessing headers that the API did not send.
func (x *passage) unguessed(h http.Header) {
	for _, name := range []string{"Content-Type", "Date"} {
		if h[name] == nil {
			x.to.Header()[name] = nil
		}
	}
}

// onceOnly returns r with a body that cannot be read again, if it has none: the transport of
// net/http sends a request without a body a second time if its connection was lost, although the
// first may have been served.
func onceOnly(r *http.Request) *http.Request {
	if r.Body != nil {
		return r
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		once := *r
		once.Body = io.NopCloser(eof{})
		return &once
	}
	return r
}

// eof is an empty body; net/http reads it before it sends a request, and announces none.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// answered keeps a response while it passes. The caller holds the lock.
func (x *passage) answered(ctx context.Context, resp *http.Response) {
	if x.sent == nil {
		return
	}
	kept := *resp
	kept.Header = resp.Header.Clone()
	x.response = &kept
	_, stream := exchange.FramingOf(transport.Fields(kept.Header))
	x.received = &tap{most: x.proxy.opts.Recorder.most(), timed: stream}
	resp.Body = &responseBody{ReadCloser: resp.Body, ctx: ctx, x: x, of: resp}
}

// responseBody keeps the body of a response while it goes to the client.
type responseBody struct {
	io.ReadCloser
	ctx context.Context
	x   *passage
	of  *http.Response
}

func (b *responseBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.x.mu.Lock()
	defer b.x.mu.Unlock()
	at := time.Since(b.x.began)
	b.x.received.take(p[:n], at)
	switch {
	case err == nil:
	case errors.Is(err, io.EOF):
		b.x.response.Trailer = b.of.Trailer // net/http fills it in at the end
		b.x.done(at, "", nil)
	case b.ctx.Err() != nil:
		b.x.done(at, exchange.CutStopped, err)
	default:
		b.x.done(at, exchange.CutLost, err)
	}
	return n, err
}

// Close ends the response: before its end, if the client went away.
func (b *responseBody) Close() error {
	b.x.mu.Lock()
	b.x.done(time.Since(b.x.began), exchange.CutStopped, nil)
	b.x.mu.Unlock()
	return b.ReadCloser.Close()
}

// done hands the exchange over to be recorded, once. The caller holds the lock.
func (x *passage) done(at time.Duration, cut exchange.Cut, err error) {
	if x.ended {
		return
	}
	x.ended = true
	x.received.whole = cut == ""
	e := x.exchange(at, cut, err)
	if cut == exchange.CutStopped && !e.streamEnded() {
		e.skipped = left(x.ctx)
	}
	if e.skipped == "" {
		x.proxy.opts.Limits.answered(e)
	}
	if x.why == "" {
		x.why = e.skipped
	}
	x.proxy.opts.Recorder.add(e)
}

// lost records that no response came. The caller holds the lock.
func (x *passage) lost(err error) {
	if x.sent == nil || x.ended {
		return
	}
	x.ended = true
	e := x.exchange(x.first, "", err)
	e.failed = err
	x.proxy.opts.Limits.answered(e)
	x.proxy.opts.Recorder.add(e)
}

// skip hands over an exchange of which nothing is recorded. The caller holds the lock.
func (x *passage) skip() {
	if x.sent == nil || x.ended {
		return
	}
	x.ended = true
	e := x.exchange(x.first, "", nil)
	e.skipped = x.why
	x.proxy.opts.Recorder.add(e)
}
