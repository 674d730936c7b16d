package proxy

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"

	"assay/runner/internal/observe/transport"
)

// upstream holds the connections to the API. A client's connection has its own ones there, so that
// a request comes over a kept connection only if its client used a kept one: an API that closes an
// idle connection while a request is on its way then ends the client's as it would without a proxy,
// and the client's rules for that apply (RFC 9112, section 9.3.1).
type upstream struct {
	dialer   net.Dialer
	sessions tls.ClientSessionCache

	mu      sync.Mutex
	clients map[net.Conn]*link
	shared  link // of requests whose connection is not known
}

func newUpstream() *upstream {
	return &upstream{
		dialer:   net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second},
		sessions: tls.NewLRUClientSessionCache(0),
		clients:  map[net.Conn]*link{},
	}
}

// link is the way to the API of one client connection.
type link struct {
	mu        sync.Mutex
	transport *http.Transport // nil: nothing was asked yet
}

// linkKey is the key of a link in the contexts of the requests of its client connection.
type linkKey struct{}

// Attach lets a server that serves with p tell which requests come over one connection. Call it
// before the server serves.
func (p *Proxy) Attach(s *http.Server) {
	s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		l := &link{}
		p.upstream.mu.Lock()
		defer p.upstream.mu.Unlock()
		p.upstream.clients[c] = l
		return context.WithValue(ctx, linkKey{}, l)
	}
	s.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			p.upstream.left(c)
		}
	}
}

// left closes the idle connections of a client that has gone, or whose connection has become
// another protocol.
func (u *upstream) left(c net.Conn) {
	u.mu.Lock()
	l := u.clients[c]
	delete(u.clients, c)
	u.mu.Unlock()
	if l != nil {
		l.close()
	}
}

// close closes all idle connections.
func (u *upstream) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, l := range u.clients {
		l.close()
	}
	u.shared.close()
}

// close closes the idle connections, and those in use once their responses have ended.
func (l *link) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.transport != nil {
		l.transport.CloseIdleConnections()
	}
}

// of returns the transport of a request.
func (u *upstream) of(ctx context.Context) *http.Transport {
	l, _ := ctx.Value(linkKey{}).(*link)
	if l == nil {
		l = &u.shared
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.transport == nil {
		l.transport = u.transport()
	}
	return l.transport
}

// transport returns a transport to the API. Codings of bodies are the client's matter.
func (u *upstream) transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           u.dial,
		TLSClientConfig:       &tls.Config{ClientSessionCache: u.sessions, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		DisableCompression:    true,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

func (u *upstream) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := u.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c}, nil
}

// wire is a connection that writes nothing of a request once the API has ended it.
type wire struct {
	net.Conn
	kept  atomic.Bool // the next write is the first of a request over a kept connection
	wrote atomic.Bool // of this request
}

func (w *wire) Write(b []byte) (int, error) {
	if w.kept.Swap(false) && !transport.Idle(w.Conn) {
		return 0, net.ErrClosed
	}
	w.wrote.Store(true)
	return w.Conn.Write(b)
}

// wireOf returns the wire below a connection; nil for one of HTTP/2, where net/http knows what a
// server has not seen.
func wireOf(c net.Conn) *wire {
	if secure, ok := c.(*tls.Conn); ok {
		if secure.ConnectionState().NegotiatedProtocol == "h2" {
			return nil
		}
		c = secure.NetConn()
	}
	w, _ := c.(*wire)
	return w
}

// RoundTrip sends a request, over another connection if a kept one turns out to have ended before a
// byte of it was written: it was not sent before. It never sends one again of which the API may
// have seen a part.
func (u *upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	body := &rereadable{from: r.Body}
	for {
		var used *wire
		reused := false
		ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) {
			if used, reused = wireOf(i.Conn), i.Reused; used != nil {
				used.kept.Store(reused)
				used.wrote.Store(false)
			}
		}})
		try := r.WithContext(ctx)
		if r.Body != nil {
			try.Body = body.begin()
		}
		resp, err := u.of(ctx).RoundTrip(try)
		if err == nil || used == nil || !reused || used.wrote.Load() || r.Context().Err() != nil || !transport.Lost(err) || body.gone {
			return resp, err
		}
	}
}

// mostReread is the maximum number of bytes of a body that net/http reads before it writes any, and
// more: its buffers have 4 KiB and 32 KiB.
const mostReread = 64 << 10

// rereadable is the body of a request, which can be read again from its beginning while no more of
// it was read than mostReread.
type rereadable struct {
	from io.Reader
	read []byte
	gone bool // more was read
}

// begin returns the body from its beginning.
func (b *rereadable) begin() io.ReadCloser { return &reading{body: b} }

// reading reads a body. Closing it leaves the body open for who reads it again.
type reading struct {
	body *rereadable
	at   int
}

func (r *reading) Read(p []byte) (int, error) {
	b := r.body
	if r.at < len(b.read) {
		n := copy(p, b.read[r.at:])
		r.at += n
		return n, nil
	}
	n, err := b.from.Read(p)
	switch {
	case b.gone:
	case len(b.read)+n > mostReread:
		b.read, b.gone = nil, true
	default:
		b.read = append(b.read, p[:n]...)
		r.at += n
	}
	return n, err
}

func (*reading) Close() error { return nil }
