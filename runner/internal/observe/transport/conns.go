package transport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"

	"assay/runner/internal/origin"
)

// carrier sends one request to its server, once.
type carrier interface {
	// carry sends req. If fresh, it uses no open connection. A *lost error means that a kept
	// connection of an earlier response failed.
	carry(req *http.Request, fresh bool) (*http.Response, error)
}

// foreign sends requests with the caller's transport.
type foreign struct{ http.RoundTripper }

func (f foreign) carry(req *http.Request, _ bool) (*http.Response, error) { return f.RoundTrip(req) }

// route is one way to connect, with its open connections.
type route struct {
	opener
	version string    // the only version of HTTP; "": any
	proxy   proxyFunc // nil: none
	idle    int       // maximum kept connections per origin
	// http2 only makes HTTP/2 connections: its own RoundTrip would silently resend a request without
	// limit.
	http2  *http.Transport
	excess func(origin string) // see Client.Excess

	mu      sync.Mutex
	origins map[string]*peer
	spelled map[spelled]*peer // the same
	sweeper *time.Timer       // closes connections idle for too long; nil: none is idle
}

// peer holds the open connections to one origin: scheme, host and port.
type peer struct {
	name   string  // the origin, as package origin spells it
	addr   string  // host:port to connect to
	idle   []*conn // HTTP/1.1, between two requests; the last used is last
	shared []*conn // HTTP/2, with many requests at a time
	// fleeting is set once the server has closed a kept connection: later ones are for one request
	// each.
	fleeting bool
}

// isSafe reports whether a method is safe (RFC 9110, section 9.2.1): sending its request twice
// changes nothing.
func isSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// carry sends req over a kept connection if req may use one, otherwise over a new one. An unsafe
// request uses no kept connection of HTTP/1.1: a server may close it at any moment (RFC 9112,
// section 9.3.1), and the request could not be sent again. A kept one is closed instead: a server
// may serve only one connection at a time, or few.
func (rt *route) carry(req *http.Request, fresh bool) (*http.Response, error) {
	o, err := rt.peer(req.URL)
	if err != nil {
		return nil, err
	}
	if !fresh {
		if c := rt.take(o, isSafe(req.Method)); c != nil {
			return rt.exchange(o, c, req)
		}
	}
	c, err := rt.dial(o, req, fresh)
	if err != nil {
		return nil, undialed{err}
	}
	return rt.exchange(o, c, req)
}

// undialed is the error of a connection that could not be made.
type undialed struct{ err error }

func (u undialed) Error() string { return u.err.Error() }
func (u undialed) Unwrap() error { return u.err }

// exchange sends req over c, which has a slot reserved.
func (rt *route) exchange(o *peer, c *conn, req *http.Request) (*http.Response, error) {
	var p *progress
	if c.answered.Load() {
		p = c.follow()
	}
	resp, err := c.send(req, p)
	if err != nil {
		return nil, rt.dropped(o, c, p, req, err)
	}
	c.answered.Store(true)
	resp.TLS = c.tls
	if !c.shared {
		resp.Body = &lease{ReadCloser: resp.Body, rt: rt, o: o, c: c}
	}
	return resp, nil
}

// dropped returns the error of an exchange without a response; p is nil if c was new.
func (rt *route) dropped(o *peer, c *conn, p *progress, req *http.Request, err error) error {
	ended := c.Err() != nil || c.Available() == 0
	if !c.shared {
		c.Close() // its socket too, when this is done
	}
	if p == nil || !ended || p.answered.Load() || req.Context().Err() != nil {
		return err
	}
	if !c.shared {
		rt.mu.Lock()
		o.fleeting = true
		rt.mu.Unlock()
	}
	return &lost{err: err, taken: p.written.Load() && !c.socket.Ignored()}
}

// peer returns the open connections to the origin of u.
func (rt *route) peer(u *url.URL) (*peer, error) {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	as := spelled{u.Scheme, u.Host}
	if o := rt.spelled[as]; o != nil {
		return o, nil
	}
	o, err := rt.newPeer(u)
	if err == nil && len(rt.spelled) < mostSpelled {
		if rt.spelled == nil {
			rt.spelled = map[spelled]*peer{}
		}
		rt.spelled[as] = o
	}
	return o, err
}

// spelled is an origin as a URL has it.
type spelled struct{ scheme, host string }

// mostSpelled is how many spellings of origins are kept.
const mostSpelled = 1000

func (rt *route) newPeer(u *url.URL) (*peer, error) {
	key := origin.Of(u.Scheme + "://" + u.Host)
	if o := rt.origins[key]; o != nil {
		return o, nil
	}
	addr, err := httpguts.PunycodeHostPort(net.JoinHostPort(u.Hostname(), origin.Port(u)))
	if err != nil {
		return nil, unsent{fmt.Errorf("the host %q is no internationalized name: %w", u.Hostname(), err)}
	}
	if rt.origins == nil {
		rt.origins = map[string]*peer{}
	}
	o := &peer{name: key, addr: addr}
	rt.origins[key] = o
	return o, nil
}

// take reserves a slot on an open connection to o; nil if there is none. For an unsafe request it
// closes an idle one instead.
func (rt *route) take(o *peer, safe bool) *conn {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if c := o.join(); c != nil {
		return c
	}
	if !safe && len(o.idle) > 0 {
		o.idle[0].Close()
		o.idle = slices.Delete(o.idle, 0, 1)
		return nil
	}
	for len(o.idle) > 0 {
		last := len(o.idle) - 1
		c := o.idle[last]
		o.idle = o.idle[:last]
		if time.Since(c.since) < keep && rt.reuse(o, c) {
			return c
		}
		c.Close()
	}
	return nil
}

// join reserves a slot on an HTTP/2 connection; nil if none is free. It removes ended connections.
func (o *peer) join() *conn {
	o.shared = slices.DeleteFunc(o.shared, func(c *conn) bool { return c.Err() != nil })
	for _, c := range o.shared {
		if c.Reserve() == nil {
			return c
		}
	}
	return nil
}

// reuse reserves the slot of an idle connection; false if its server has closed it or sent bytes
// without a request.
func (rt *route) reuse(o *peer, c *conn) bool {
	state := ended
	if c.Err() == nil {
		state = c.socket.look()
	}
	if state == quiet && c.Reserve() == nil {
		return true
	}
	switch state {
	case ended:
		o.fleeting = true
	case talking:
		rt.excess(o.name)
	}
	return false
}

// release keeps c for the next request to o, or closes it.
func (rt *route) release(o *peer, c *conn) {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if c.Available() == 0 || o.fleeting {
		c.Close()
		return
	}
	c.since = time.Now()
	o.idle = append(o.idle, c)
	if len(o.idle) > rt.idle {
		o.idle[0].Close()
		o.idle = slices.Delete(o.idle, 0, 1)
	}
	if rt.sweeper == nil {
		rt.sweeper = time.AfterFunc(keep, rt.sweep)
	}
}

// sweep closes connections that have been idle for the maximum time. A server may wait for that
// before it serves another.
func (rt *route) sweep() {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	now, first := time.Now(), time.Time{} // first: start of the longest remaining idle time
	for _, o := range rt.origins {
		old := 0
		for old < len(o.idle) && now.Sub(o.idle[old].since) >= keep {
			o.idle[old].Close()
			old++
		}
		o.idle = slices.Delete(o.idle, 0, old)
		if len(o.idle) > 0 && (first.IsZero() || o.idle[0].since.Before(first)) {
			first = o.idle[0].since
		}
	}
	if rt.sweeper = nil; !first.IsZero() {
		rt.sweeper = time.AfterFunc(max(keep-now.Sub(first), keep/8), rt.sweep)
	}
}

// dial opens a connection to o, with a slot reserved. Unless fresh, it may return an HTTP/2
// connection that was opened meanwhile.
func (rt *route) dial(o *peer, req *http.Request, fresh bool) (*conn, error) {
	if l, ok := req.Context().(*limited); ok {
		l.share()
	}
	var through *url.URL
	if rt.proxy != nil {
		var err error
		if through, err = rt.proxy(req); err != nil {
			return nil, err
		}
	}
	made, err := rt.open(req.Context(), req.URL.Scheme, o.addr, through)
	if err != nil {
		return nil, err
	}
	c, err := rt.speak(req.Context(), o, made)
	if err != nil {
		made.Close()
		return nil, err
	}
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if c.shared {
		if !fresh {
			if other := o.join(); other != nil {
				c.Close()
				return other, nil
			}
		}
		o.shared = append(o.shared, c)
	}
	if c.Reserve() != nil {
		c.Close()
		return nil, errEnded
	}
	return c, nil
}

// errEnded is the error of a new HTTP/2 connection that ended before its first request.
var errEnded = errors.New("the connection ended before the first request was sent")

// speak starts HTTP over a new connection, in the negotiated version.
func (rt *route) speak(ctx context.Context, o *peer, made *opened) (*conn, error) {
	c := &conn{socket: made.socket, tls: made.tls}
	if made.tls == nil && rt.version != "2" || made.tls != nil && made.tls.NegotiatedProtocol != "h2" {
		c.speaker = newHTTP1(made, func() { rt.excess(o.name) })
		return c, nil
	}
	spoken, err := rt.http2.NewClientConn(context.WithValue(ctx, madeKey{}, newHTTP2(made)), "http", o.addr)
	if err != nil {
		return nil, err
	}
	// A server may limit an HTTP/2 connection to one request at a time.
	c.speaker, c.shared = clientConn{spoken}, spoken.Available() > 1
	return c, nil
}

// madeKey is the context key of the connection that is made already.
type madeKey struct{}

// newHTTP2Transport returns a transport of net/http that speaks HTTP/2 over a connection, with TLS
// or not, with prior knowledge.
func newHTTP2Transport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Transport{
		Protocols: protocols, DisableCompression: true, IdleConnTimeout: keep,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return ctx.Value(madeKey{}).(*http2Conn), nil
		},
	}
}

// close closes all connections.
func (rt *route) close() {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	if rt.sweeper != nil {
		rt.sweeper.Stop()
	}
	for _, o := range rt.origins {
		for _, c := range slices.Concat(o.idle, o.shared) {
			c.Close()
		}
		o.idle, o.shared, o.fleeting = nil, nil, true
	}
}
