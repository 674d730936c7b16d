package transport

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"assay/runner/internal/exchange"
)

// newSend returns the state of a send, if possible in the place of one that ended: with its
// http.Request it takes over a kilobyte.
func (c *Client) newSend(ctx context.Context, call *exchange.Call) *send {
	x, ok := c.sends.Get().(*send)
	if !ok {
		x = &send{}
	}
	*x = send{
		client: c, r: call.Request, leave: call.Leave, caller: ctx, timeout: cmp.Or(call.Request.Timeout, c.opts.Timeout),
		spare: x.spare,
	}
	x.ctx = &x.own
	c.callers.start(ctx, x.ctx, time.Now().Add(x.timeout))
	return x
}

// end ends what still waits for x, and lets another send be made in its place if nobody has
// anything of it any more.
func (x *send) end() {
	x.ctx.cancel()
	if !x.spent() {
		return
	}
	sends, spare := &x.client.sends, x.request
	clear(spare.Header)
	*x = send{spare: spare} // of its request, a whole plan would stay in memory
	sends.Put(x)
}

// spent reports whether nobody has anything of x: its only request, without a body, was written
// before its whole response was read, over a kept connection of ours, and nobody has its context.
func (x *send) spent() bool {
	return x.whole && x.sent == 1 && x.ctx == &x.own && x.own.unshared() &&
		x.request != nil && x.request.Body == nil && !x.r.Stream && x.client.opts.Transport == nil
}

// newRequest returns a request without fields, in the place of an earlier one if possible.
func (x *send) newRequest(fields int) *http.Request {
	x.request, x.spare = x.spare, nil
	if x.request == nil || x.ctx != &x.own {
		x.request = (&http.Request{
			Header: make(http.Header, fields), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}).WithContext(x.ctx)
	}
	return x.request
}
