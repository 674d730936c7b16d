package wire

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"assay/runner/exchange"
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

// Close closes the connections that no request uses.
func (c *Client) Close() { c.pool.close() }

// Interrupted is what is missing when the caller's context was canceled before
// the answer had come.
const Interrupted exchange.Missing = "interrupted"

// Do sends r, in which no reference is left unfilled, and gives what came back;
// never nil. Its parts:
//
//   - Missing where r cannot be sent as it is (a header value with a line break,
//     an unreadable certificate), and [Interrupted] when ctx was canceled.
//   - Failure where no answer came, or its body is not what its Content-Encoding or
//     framing says. A deadline, r's own or that of ctx, is a timeout.
//   - Otherwise the answer, with Cut where the body is not whole.
//
// Durations count from the first send, redirects and a digest challenge included;
// FirstByte is when the header of the judged answer had come. Attempts is 1.
// Request is left nil: the filled request holds secrets, and the planned one is
// the caller's.
func (c *Client) Do(ctx context.Context, r *exchange.Request) *exchange.Observation {
	x := &send{client: c, r: r, caller: ctx, timeout: cmp.Or(r.Timeout, c.opts.Timeout)}
	x.ctx, x.cancel = context.WithTimeout(ctx, x.timeout)
	defer x.cancel()
	o := x.run()
	if o.Missing == "" && errors.Is(ctx.Err(), context.Canceled) && !x.whole {
		return &exchange.Observation{Missing: Interrupted}
	}
	return o
}
