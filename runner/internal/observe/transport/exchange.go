package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"assay/runner/internal/exchange"
)

// send is the state of one call of Send.
type send struct {
	client  *Client
	r       *exchange.Request
	leave   exchange.Leave
	caller  context.Context // canceled: interrupted
	ctx     *limited        // caller with the request's deadline
	timeout time.Duration

	via    carrier
	start  time.Time
	paused time.Duration // waiting for permission to send again, not for the server
	asked  string        // origin of the request as declared
	hops   []exchange.Hop
	odd    []string // see exchange.Observation.Odd
	sent   int      // requests that a server may have received
	whole  bool     // the response is complete

	own     limited       // ctx, unless permission to send again was waited for
	first   message       // the declared one
	request *http.Request // the last that was made; nil: none yet
	spare   *http.Request // under own, without fields; nil: none
}

// run sends until there is a response to judge.
func (x *send) run() *exchange.Observation {
	m, err := x.message()
	if err != nil {
		return unsendable(err)
	}
	if x.via, err = x.client.carrier(x.r); err != nil {
		return unsendable(err)
	}
	x.start = time.Now()
	for {
		resp, err := x.answerTo(m)
		if err != nil {
			return x.failed(m, err)
		}
		next, err := x.follow(m, resp)
		if err == nil && next == nil {
			return x.answered(m, resp)
		}
		discard(resp)
		if err == nil {
			err = x.again(next, exchange.Redirect)
		}
		if err != nil {
			return x.failed(m, err)
		}
		m = next
	}
}

// answerTo sends m, again if the server demands digest credentials, and a last time if it says that
// only their nonce was too old (RFC 7616, section 3.3).
func (x *send) answerTo(m *message) (*http.Response, error) {
	resp, err := x.once(m, "")
	for _, stale := range []bool{false, true} {
		if err != nil || resp.StatusCode != http.StatusUnauthorized || !m.authorized(x.r, "digest") {
			break
		}
		credentials, ok := digestCredentials(m, x.r.Auth, resp.Header, stale)
		if !ok {
			break
		}
		discard(resp)
		if err := x.again(m, exchange.Challenge); err != nil {
			return nil, err
		}
		resp, err = x.once(m, credentials)
	}
	return resp, err
}

// once sends m and returns the response. If a kept connection ended before a byte of it came, it
// resends m on a new one, at most once: as the same send if the server has read nothing of it,
// otherwise with permission, and only if its method is safe.
func (x *send) once(m *message, credentials string) (*http.Response, error) {
	resp, err := x.attempt(m, credentials, false)
	if err == nil {
		return resp, nil
	}
	var l *lost
	if !errors.As(err, &l) {
		return nil, err
	}
	switch {
	case !l.taken:
		x.sent--
	case !isSafe(m.method):
		return nil, err
	default:
		if err := x.again(m, exchange.Redial); err != nil {
			return nil, err
		}
	}
	return x.attempt(m, credentials, true)
}

func (x *send) attempt(m *message, credentials string, fresh bool) (*http.Response, error) {
	req, err := x.build(m)
	if err != nil {
		return nil, err
	}
	if credentials != "" {
		req.Header.Set("Authorization", credentials)
	}
	x.sent++
	resp, err := x.via.carry(req, fresh)
	if err != nil {
		if errors.As(err, new(undialed)) && x.caller.Err() != nil {
			x.sent--
		}
		return nil, err
	}
	if err := checkStatus(resp); err != nil {
		resp.Body.Close()
		return nil, err
	}
	if jar := x.client.jar(x.r.Jar); jar != nil {
		jar.SetCookies(m.url, Fields(resp.Header).Cookies())
	}
	return resp, nil
}

// again requests permission to send m as a further request. It extends the deadline by the time
// this takes.
func (x *send) again(m *message, why exchange.Cause) error {
	if x.leave == nil {
		return nil
	}
	began := time.Now()
	if missing := x.leave(exchange.Further{Why: why, Origin: m.url.Scheme + "://" + m.url.Host, Hops: len(x.hops)}); !missing.None() {
		return denied{missing}
	}
	waited := time.Since(began)
	x.paused += waited
	x.ctx.cancel() // it may have ended by then
	x.ctx = x.client.callers.limit(x.caller, x.ctx.until.Add(waited))
	return nil
}

// elapsed returns the time since the first send, without pauses.
func (x *send) elapsed() time.Duration { return time.Since(x.start) - x.paused }

// denied is the error of a send without permission.
type denied struct{ why exchange.Missing }

func (d denied) Error() string { return d.why.String() }

// discard reads a small body of an intermediate response, so that its connection can be reused.
func discard(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	resp.Body.Close()
}

// unsent is the error of an invalid request: nothing was sent.
type unsent struct{ err error }

func (u unsent) Error() string { return u.err.Error() }
func (u unsent) Unwrap() error { return u.err }

func unsendable(err error) *exchange.Observation {
	return &exchange.Observation{Missing: exchange.Missing{Kind: exchange.Unsendable, Detail: "the request cannot be sent: " + err.Error()}}
}

// failed returns the observation of a request without a response.
func (x *send) failed(m *message, err error) *exchange.Observation {
	var u unsent
	var d denied
	switch {
	case errors.As(err, &u):
		return unsendable(u.err)
	case errors.As(err, &d):
		return &exchange.Observation{Missing: d.why}
	}
	o := x.observation()
	o.Failure = x.failure(m.url, err)
	if errors.As(err, new(*lost)) {
		o.Failure.Message += "; the connection was kept from an earlier answer"
	}
	return o
}

// observation returns an observation with the fields that all have, with or without a response.
func (x *send) observation() *exchange.Observation {
	o := exchange.NewObservation()
	o.Sent, o.Duration, o.Attempts, o.Hops = x.start, x.elapsed(), 1, x.hops
	o.Provenance = exchange.Provenance{Kind: "live", At: x.start, From: x.asked}
	return o
}
