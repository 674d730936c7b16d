package transport

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"assay/runner/internal/exchange"
)

// Options say how a client sends. The zero value is usable.
type Options struct {
	Concurrency int           // expected in flight per host: size of the idle pool; 0: 8
	Timeout     time.Duration // of a request that names none; 0: 30 s
	Body        int64         // most decoded bytes kept of a response; 0: 10 MiB
	// Proxy is the URL of the proxy for requests that name none: http, https or
	// socks5, without a scheme http. Empty: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and
	// NO_PROXY as curl reads them, and never for a loopback address.
	Proxy     string
	UserAgent string // "": "assay"
	// Transport, when not nil, takes every request instead of a connection; how a
	// request wants to connect is then of no effect. A response of it whose
	// Uncompressed is set holds its body decoded, whatever its Content-Encoding says.
	Transport http.RoundTripper
}

// Client sends filled requests. It is safe for concurrent use.
type Client struct {
	opts  Options
	pool  pool
	proxy proxyFunc // of requests that name none

	excessMu sync.Mutex
	excess   []string // sorted

	jarsMu sync.Mutex
	jars   map[string]http.CookieJar
}

// New makes a client. It opens nothing until the first request.
func New(o Options) *Client {
	o.Concurrency = cmp.Or(o.Concurrency, 8)
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	if o.Body <= 0 {
		o.Body = 10 << 20
	}
	o.Body = min(o.Body, 1<<40)
	o.UserAgent = cmp.Or(o.UserAgent, "assay")
	c := &Client{opts: o}
	if o.Proxy == "" {
		c.proxy = environmentProxy()
	}
	return c
}

// Excess are the origins that sent bytes which belong to no answer: behind one, or
// while nothing was asked. They were not read, and their connection was closed. It is
// what was noticed: a connection between two requests is looked at when it is to be
// used again. Sorted.
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
func (c *Client) Close() { c.pool.close() }

// Do is [Client.Send] where every further send has leave.
func (c *Client) Do(ctx context.Context, r *exchange.Request) *exchange.Observation {
	o, _ := c.Send(ctx, exchange.Call{Request: r})
	return o
}

// Send sends the request of a call and gives what came back; never nil. Its parts:
//
//   - Missing where the request cannot be sent as it is (a header value with a line
//     break, an unreadable certificate), where leave was not given, and
//     [exchange.InterruptedRun] when ctx was canceled.
//   - Failure where no answer came, or its body is not what its Content-Encoding or
//     framing says. A deadline, the request's own or that of ctx, is a timeout.
//   - Otherwise the answer, with Cut where the body is not whole.
//
// Durations count from the first send, redirects and a digest challenge included,
// the wait for leave not; FirstByte is when the header of the judged answer had
// come. Attempts is 1. Request is left nil: the filled request holds secrets, and
// the planned one is the caller's.
//
// The second result is how many requests were sent for it: every one that a server
// may have received, and those that no connection was made for. Send never sends
// more than one and what it was given leave for.
func (c *Client) Send(ctx context.Context, call exchange.Call) (*exchange.Observation, int) {
	r := call.Request
	x := &send{client: c, r: r, leave: call.Leave, caller: ctx, timeout: cmp.Or(r.Timeout, c.opts.Timeout)}
	x.ctx, x.cancel = context.WithTimeout(ctx, x.timeout)
	defer func() { x.cancel() }()
	o := x.run()
	if o.Missing.None() && errors.Is(ctx.Err(), context.Canceled) && !x.whole {
		o = &exchange.Observation{Missing: exchange.InterruptedRun}
	}
	return o, x.sent
}
