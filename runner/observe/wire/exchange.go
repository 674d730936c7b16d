package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"assay/runner/exchange"
)

// send is one request on its way: what Do knows between start and end.
type send struct {
	client  *Client
	r       *exchange.Request
	caller  context.Context // canceled: interrupted
	ctx     context.Context // caller with the request's deadline
	cancel  context.CancelFunc
	timeout time.Duration

	via   http.RoundTripper
	start time.Time
	asked string // origin of the request as declared
	hops  []exchange.Hop
	whole bool // the answer came to its end
}

// run sends until there is an answer to judge.
func (x *send) run() *exchange.Observation {
	m, err := x.message()
	if err != nil {
		return unsendable(err)
	}
	if x.via, err = x.client.transport(x.r); err != nil {
		return unsendable(err)
	}
	x.start, x.asked = time.Now(), m.url.Scheme+"://"+m.url.Host
	for {
		resp, err := x.answerTo(m)
		if err != nil {
			return x.failed(m, err)
		}
		next := x.follow(m, resp)
		if next == nil {
			return x.answered(m, resp)
		}
		discard(resp)
		m = next
	}
}

// answerTo sends m, and once more where the server asks for digest credentials.
func (x *send) answerTo(m *message) (*http.Response, error) {
	resp, err := x.once(m, "")
	if err != nil || resp.StatusCode != http.StatusUnauthorized || !m.authorized(x.r, "digest") {
		return resp, err
	}
	credentials, ok := digestCredentials(m, x.r.Auth, resp.Header)
	if !ok {
		return resp, nil
	}
	discard(resp)
	return x.once(m, credentials)
}

func (x *send) once(m *message, credentials string) (*http.Response, error) {
	req, err := x.build(m)
	if err != nil {
		return nil, err
	}
	if credentials != "" {
		req.Header.Set("Authorization", credentials)
	}
	resp, err := x.via.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if jar := x.client.jar(x.r.Jar); jar != nil {
		jar.SetCookies(m.url, received(resp.Header).Cookies())
	}
	return resp, nil
}

// discard reads the little that an answer on the way may hold, so that its
// connection can be used again, and no more.
func discard(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	resp.Body.Close()
}

// unsent is an error of the request itself: nothing was sent.
type unsent struct{ err error }

func (u unsent) Error() string { return u.err.Error() }
func (u unsent) Unwrap() error { return u.err }

func unsendable(err error) *exchange.Observation {
	return &exchange.Observation{Missing: exchange.Missing("the request cannot be sent: " + err.Error())}
}

// failed is the observation of a request that got no answer.
func (x *send) failed(m *message, err error) *exchange.Observation {
	var u unsent
	if errors.As(err, &u) {
		return unsendable(u.err)
	}
	o := x.observation()
	o.Failure = x.failure(m.url, err)
	return o
}

// observation is what is known of every observation, answered or not.
func (x *send) observation() *exchange.Observation {
	return &exchange.Observation{
		Sent:       x.start,
		Duration:   time.Since(x.start),
		Attempts:   1,
		Hops:       x.hops,
		Provenance: exchange.Provenance{Kind: "live", At: x.start, From: x.asked},
	}
}
