package mock

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
)

// RoundTrip returns the recorded response to a request, for its own scheme and host unless
// [Options].AnyHost is set. For a request that was never recorded the error is a [*Miss].
func (f *Fixtures) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	asked, err := request(r, r.URL.Scheme+"://"+r.URL.Host)
	if err != nil {
		return nil, err
	}
	line := f.line(asked)
	a, err := f.reply(r, asked, !f.opts.AnyHost)
	line.told(f, a, err)
	if err != nil {
		return nil, err
	}
	if !a.until(r.Context(), a.first()) {
		return nil, context.Cause(r.Context())
	}
	if a.failure != nil {
		return nil, errorOf(a.failure, r.URL.Hostname())
	}
	return a.response(r), nil
}

// response converts a reply to an http.Response.
func (a *reply) response(r *http.Request) *http.Response {
	resp := &http.Response{
		Status: statusLine(a), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Trailer: a.trailer, Request: r, ContentLength: int64(a.size),
		Body: &body{ctx: r.Context(), reply: a, host: r.URL.Hostname()},
	}
	if n, err := strconv.ParseInt(a.header.Get("Content-Length"), 10, 64); err == nil {
		resp.ContentLength = n
	}
	if r.Method == http.MethodHead {
		resp.Body = http.NoBody
	}
	return resp
}

func statusLine(a *reply) string {
	reason := a.entry.Observation.Reason
	if reason == "" || a.status != a.entry.Observation.Status {
		reason = http.StatusText(a.status)
	}
	return fmt.Sprintf("%03d %s", a.status, reason)
}

// body reads a reply's pieces, at most one per read.
type body struct {
	ctx    context.Context
	reply  *reply
	host   string
	now    *bytes.Reader
	closed bool
}

var errClosed = errors.New("read on a closed response body")

func (b *body) Read(p []byte) (int, error) {
	for {
		switch {
		case b.closed:
			return 0, errClosed
		case b.now != nil && b.now.Len() > 0:
			return b.now.Read(p)
		case len(b.reply.pieces) == 0:
			return 0, b.end()
		}
		var next fixture.Piece
		next, b.reply.pieces = b.reply.pieces[0], b.reply.pieces[1:]
		if !b.reply.until(b.ctx, next.At) {
			return 0, context.Cause(b.ctx)
		}
		b.now = bytes.NewReader(next.Body)
	}
}

// end returns what a client reads after the last byte.
func (b *body) end() error {
	switch b.reply.ends {
	case cut:
		return io.ErrUnexpectedEOF
	case reset:
		return errorOf(&exchange.Failure{Kind: exchange.Reset}, b.host)
	}
	return io.EOF
}

func (b *body) Close() error {
	b.closed = true
	return nil
}
