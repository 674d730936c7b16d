package transport

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"assay/runner/internal/exchange"
)

// Options say how a client sends. The zero value is usable.
type Options struct {
	Concurrency int           // expected in flight per host: size of the idle pool; 0: 8
	Timeout     time.Duration // of requests without their own; 0: 30 s
	Body        int64         // maximum decoded bytes kept of a response; 0: 10 MiB
	// Proxy is the URL of the proxy for requests that name none: http, https or socks5; http without a
	// scheme. Empty: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as curl reads them, but never for
	// a loopback address.
	Proxy     string
	UserAgent string // "": "assay"
	// Transport, if not nil, sends every request instead of a connection; connection options of
	// requests then have no effect. If it sets a response's Uncompressed, the body is decoded already,
	// regardless of Content-Encoding.
	Transport http.RoundTripper
}

// Client sends filled requests. It is safe for concurrent use.
type Client struct {
	opts  Options
	agent []string // the User-Agent, as the value of a field that nobody changes
	pool  pool
	proxy proxyFunc // for requests that name none

	callers callers
	sends   sync.Pool          // of *send: see newSend
	lastURL atomic.Pointer[to] // see addressed

	excessMu sync.Mutex
	excess   []string // sorted

	jarsMu sync.Mutex
	jars   map[string]http.CookieJar
}

// New returns a client. It opens no connection until the first request.
func New(o Options) *Client {
	o.Concurrency = cmp.Or(o.Concurrency, 8)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	if o.Body <= 0 {
		o.Body = 10 << 20
	}
	o.Body = min(o.Body, 1<<40)
	o.UserAgent = cmp.Or(o.UserAgent, "assay")
	c := &Client{opts: o, agent: []string{o.UserAgent}}
	if o.Proxy == "" {
		c.proxy = environmentProxy()
	}
	return c
}

// Excess returns, sorted, the origins that sent bytes outside of responses: after one, or without a
// request. Those bytes were not read, and their connection was closed. The list may be incomplete:
// an idle connection is checked only when it is to be reused.
func (c *Client) Excess() []string {
	c.excessMu.Lock()
	defer c.excessMu.Unlock()
	return slices.Clone(c.excess)
}

func (c *Client) noteExcess(origin string) {
	c.excessMu.Lock()
	defer c.excessMu.Unlock()
	if at, known := slices.BinarySearch(c.excess, origin); !known {
		c.excess = slices.Insert(c.excess, at, origin)
	}
}

// Close closes the connections that no request uses.
func (c *Client) Close() {
	c.callers.close()
	c.pool.close()
}

// Do is [Client.Send] with permission for every further send.
func (c *Client) Do(ctx context.Context, r *exchange.Request) *exchange.Observation {
	o, _ := c.Send(ctx, exchange.Call{Request: r})
	return o
}

// Send sends the request of a call and returns its observation, never nil. Its parts:
//
//   - Missing if the request cannot be sent as it is (a header value with a line
//     break, an unreadable certificate), permission was refused,
//     or ctx was canceled ([exchange.InterruptedRun]).
//   - Failure if there is no response, or its body violates its Content-Encoding or
//     framing. A deadline, of the request or of ctx, is a timeout.
//   - Otherwise the response, with Cut if the body is incomplete.
//
// Durations start at the first send, and include redirects and a digest challenge, but not the wait
// for permission; FirstByte is when the header of the judged response had arrived. Attempts is 1.
// Request is nil: the filled request holds secrets, and the planned one is the caller's.
//
// The second result is the number of requests sent: every one that a server may have received, and
// those whose connection failed. Send never sends more than one and the permitted further ones.
func (c *Client) Send(ctx context.Context, call exchange.Call) (*exchange.Observation, int) {
	x, ended := c.newSend(ctx, &call), false
	defer func() {
		if !ended { // by a panic
			x.ctx.cancel()
		}
	}()
	o := x.run()
	if o.Missing.None() && errors.Is(ctx.Err(), context.Canceled) && !x.whole {
		o = &exchange.Observation{Missing: exchange.InterruptedRun}
	}
	sent := x.sent
	ended = true
	x.end()
	return o, sent
}
