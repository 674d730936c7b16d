package transport

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// speaker speaks one version of HTTP over one connection.
type speaker interface {
	// send sends r and reads the head of its response. It keeps p up to date if p is not nil.
	send(r *http.Request, p *progress) (*http.Response, error)
	Reserve() error
	Available() int
	Err() error
	Close() error
}

// conn is a connection.
type conn struct {
	speaker
	tls      *tls.ConnectionState // nil without
	socket   *socket
	shared   bool
	answered atomic.Bool
	progress progress  // of its exchange over HTTP/1.1
	since    time.Time // idle since then
}

// follow returns the progress for the next exchange over c. Hooks of HTTP/2 may still run after
// theirs.
func (c *conn) follow() *progress {
	if _, plain := c.speaker.(*http1); !plain {
		return &progress{}
	}
	c.progress.written.Store(false)
	c.progress.answered.Store(false)
	return &c.progress
}

// lost is the error of a kept connection that ended before a byte of the response came.
type lost struct {
	err error
	// taken reports whether the server may have read any of the request. This is usually unknown: it
	// may have read and closed, or have closed while the request was in flight.
	taken bool
}

func (l *lost) Error() string { return l.err.Error() }
func (l *lost) Unwrap() error { return l.err }

// progress is the progress of an exchange. Its hooks run on goroutines of net/http.
type progress struct{ written, answered atomic.Bool }

// clientConn is a connection of net/http: of HTTP/2.
type clientConn struct{ *http.ClientConn }

func (c clientConn) send(r *http.Request, p *progress) (*http.Response, error) {
	if p != nil {
		r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
			WroteHeaders:         func() { p.written.Store(true) },
			GotFirstResponseByte: func() { p.answered.Store(true) },
		}))
	}
	return c.RoundTrip(r)
}

// lease is a body that releases its connection when it is closed.
type lease struct {
	io.ReadCloser
	rt *route
	o  *peer
	c  *conn
}

// Close closes the body and releases its connection.
func (l *lease) Close() error {
	err := l.ReadCloser.Close()
	l.rt.release(l.o, l.c)
	return err
}
