package transport

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"assay/runner/internal/exchange"
)

// connecting holds the connection options of a request. Requests with equal options share
// connections. The zero value means the defaults.
type connecting struct {
	proxy, http, unix, connectTo string
	tls                          exchange.TLSOptions
}

func connectingOf(r *exchange.Request) connecting {
	k := connecting{proxy: r.Proxy, http: r.HTTP, unix: r.Unix}
	if r.TLS != nil {
		k.tls = *r.TLS
	}
	if len(r.ConnectTo) > 0 {
		var b strings.Builder
		for _, from := range slices.Sorted(maps.Keys(r.ConnectTo)) {
			fmt.Fprintf(&b, "%s\n%s\n", from, r.ConnectTo[from])
		}
		k.connectTo = b.String()
	}
	return k
}

// pool holds a route for each way to connect.
type pool struct {
	mu     sync.Mutex
	routes map[connecting]*route
	plain  atomic.Pointer[route] // of requests without connection options
}

// isPlain reports whether r has no connection options.
func isPlain(r *exchange.Request) bool {
	return r.Proxy == "" && r.HTTP == "" && r.Unix == "" && r.TLS == nil && len(r.ConnectTo) == 0
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, rt := range p.routes {
		rt.close()
	}
}

// carrier returns the carrier for r. The error says which of its connection options is unusable.
func (c *Client) carrier(r *exchange.Request) (carrier, error) {
	if c.opts.Transport != nil {
		return foreign{c.opts.Transport}, nil
	}
	plain := isPlain(r)
	if rt := c.pool.plain.Load(); plain && rt != nil {
		return rt, nil
	}
	key := connectingOf(r)
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	if rt := c.pool.routes[key]; rt != nil {
		return rt, nil
	}
	rt, err := c.newRoute(r)
	if err != nil {
		return nil, err
	}
	if c.pool.routes == nil {
		c.pool.routes = map[connecting]*route{}
	}
	c.pool.routes[key] = rt
	if plain {
		c.pool.plain.Store(rt)
	}
	return rt, nil
}

const (
	// keep is how long an unused connection is kept: shorter than by servers, so that a request does
	// not get one that its server is about to close.
	keep = 2 * time.Second
	// patience bounds a connection attempt whose request has given up.
	patience = 5 * time.Minute
)

func (c *Client) newRoute(r *exchange.Request) (*route, error) {
	offer, err := versions(r.HTTP)
	if err != nil {
		return nil, err
	}
	config, err := tlsConfig(r.TLS, r.HTTP)
	if err != nil {
		return nil, err
	}
	rt := &route{
		opener:  opener{dial: dialer(r), tls: config, offer: offer},
		version: r.HTTP, idle: c.opts.Concurrency, http2: newHTTP2Transport(), excess: c.noteExcess,
	}
	if r.Unix == "" {
		if rt.proxy, err = c.proxyOf(r); err != nil {
			return nil, err
		}
	}
	return rt, nil
}

// versions returns the versions of HTTP to offer over TLS: any, HTTP/1.1 only, or HTTP/2 only,
// which uses prior knowledge for http URLs.
func versions(version string) ([]string, error) {
	switch version {
	case "":
		return []string{"h2", "http/1.1"}, nil
	case "1.1":
		return []string{"http/1.1"}, nil
	case "2":
		return []string{"h2"}, nil
	}
	return nil, fmt.Errorf(`http: expected "1.1" or "2", got %q`, version)
}

type dialFunc = func(ctx context.Context, network, addr string) (net.Conn, error)

// dialer returns a dialer to the address that r names, or that of its URL.
func dialer(r *exchange.Request) dialFunc {
	d := &net.Dialer{Timeout: patience}
	switch {
	case r.Unix != "":
		return func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", r.Unix) }
	case len(r.ConnectTo) > 0:
		to := maps.Clone(r.ConnectTo)
		return func(ctx context.Context, network, addr string) (net.Conn, error) {
			return d.DialContext(ctx, network, connectTo(to, addr))
		}
	}
	return d.DialContext
}

// connectTo returns the address to dial instead of addr. As with curl's --connect-to, an empty host
// or port on the left means any, on the right the same; the most specific entry applies.
func connectTo(to map[string]string, addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	for _, from := range []string{net.JoinHostPort(host, port), net.JoinHostPort(host, ""), ":" + port, ":"} {
		for k, v := range to {
			if !strings.EqualFold(k, from) {
				continue
			}
			toHost, toPort, err := net.SplitHostPort(v)
			if err != nil {
				return v
			}
			if toHost == "" {
				toHost = host
			}
			if toPort == "" {
				toPort = port
			}
			return net.JoinHostPort(toHost, toPort)
		}
	}
	return addr
}
