package wire

import (
	"context"
	"net/http"
	"time"

	"assay/runner/exchange"
)

// Options say how a client sends. The zero value is usable.
type Options struct {
	Concurrency int               // expected in flight per host: size of the idle pool; 0: 8
	Timeout     time.Duration     // of a request that names none; 0: 30 s
	Body        int64             // most decoded bytes kept of a response; 0: 10 MiB
	Proxy       string            // of a request that names none; "": HTTP_PROXY and its like
	UserAgent   string            // "": "assay/VERSION"
	Transport   http.RoundTripper // replay: everything goes through it, nothing is dialed
}

// Client sends filled requests. It is safe for concurrent use.
type Client struct {
	opts Options
}

// New makes a client. It opens nothing until the first request.
func New(o Options) *Client { return &Client{opts: o} }

// Do sends r, in which no reference is left unfilled, and gives what came back.
func (c *Client) Do(ctx context.Context, r *exchange.Request) *exchange.Observation {
	return &exchange.Observation{Request: r, Missing: "not implemented"}
}

// Close closes the connections that no request uses.
func (c *Client) Close() {}
