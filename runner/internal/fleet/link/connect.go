package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/crash"
	"assay/runner/internal/fleet"
)

// wire is a connection to a fleet's server, with the stream and the buckets.
type wire struct {
	nc  *nats.Conn
	js  jetstream.JetStream
	url string
	store
	fell func(*crash.Crash) // may be nil
}

// The times of a connection. A partition is found after pings that got no answer.
const (
	pingEvery = 2 * time.Second
	pingsLost = 3
	asking    = 5 * time.Second // for one request to the server
)

// patience is how long a command or a request to be sent waits for a server that is away or does
// not answer. A cluster that lost a server drops what it is asked until it has elected a leader,
// after 4 to 9 s; an election may fail and be held again.
const patience = 30 * time.Second

// elected is within what a cluster has elected a leader that it lost.
const elected = 10 * time.Second

// connect opens a connection that is kept up until it is closed. The error is a *fleet.Unreachable
// where the server is.
func connect(ctx context.Context, p fleet.Place, name string) (*wire, error) {
	opts := []nats.Option{
		nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond), nats.ReconnectJitter(100*time.Millisecond, time.Second),
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(pingsLost), nats.Timeout(asking), nats.NoCallbacksAfterClientClose(),
		nats.ReconnectBufSize(-1), // what cannot be sent now is sent again by who knows whether it still counts
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}), // what fails is told where it is waited for
		nats.IgnoreAuthErrorAbort(),
	}
	if p.Token != "" {
		opts = append(opts, nats.Token(p.Token))
	}
	if p.Creds != "" {
		opts = append(opts, nats.UserCredentials(p.Creds))
	}
	if p.CA != "" {
		opts = append(opts, nats.RootCAs(p.CA))
	}
	nc, err := nats.Connect(p.URL, opts...)
	if err != nil {
		return nil, unreachable(p.URL, err)
	}
	w := &wire{nc: nc, url: p.URL, fell: p.Fell}
	if w.js, err = jetstream.New(nc, jetstream.WithDefaultTimeout(asking), jetstream.WithPublishAsyncTimeout(asking)); err == nil {
		err = w.patient(ctx, w.open)
	}
	if err != nil {
		err = w.unreachable(err)
		nc.Close()
		return nil, err
	}
	return w, nil
}

// unreachable is an error of a request, said as what became of the connection if that is why: the
// time for the request may end before or after the client notices.
func (w *wire) unreachable(err error) error {
	if passing(err) && !w.up() {
		err = nats.ErrDisconnected
	}
	return unreachable(w.url, err)
}

func unreachable(url string, err error) error {
	silent, refused := false, errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired) || errors.Is(err, nats.ErrAuthRevoked)
	switch {
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		err = fmt.Errorf("it has no JetStream: start it with JetStream, or for this account: %w", err)
	case few(err):
		err = fmt.Errorf("its cluster has not %d servers with JetStream that can keep a copy: %w", mostReplicas, err)
	case full(err):
		err = errors.New("its store is too small or full: " + moreRoom)
	case errors.Is(err, nats.ErrReconnectBufExceeded), errors.Is(err, nats.ErrDisconnected):
		err = errors.New("the connection to it was lost")
	case errors.Is(err, nats.ErrNoServers):
		err = errors.New("nothing answers there")
	case passing(err):
		silent = true
		err = errors.New("it takes connections, but its JetStream does not answer; that of a cluster does while more than half of its servers run")
	}
	return &fleet.Unreachable{URL: url, Refused: refused, Silent: silent, Err: err}
}

// moreRoom is the next step where the store is full.
const moreRoom = "assay fleet up --store 2GiB, or more room for the account"

// up reports whether the server is connected now, as far as is known.
func (w *wire) up() bool { return w.nc.IsConnected() }

func (w *wire) close() { w.nc.Close() }

// patient calls f with a context that ends when patience does.
func (*wire) patient(ctx context.Context, f func(context.Context) error) error {
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	return f(ctx)
}

// closed waits until a channel is closed, as long as patience lasts.
func (w *wire) closed(ctx context.Context, c <-chan struct{}) error {
	return w.patient(ctx, func(ctx context.Context) error {
		select {
		case <-c:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// again calls f until it succeeds, ctx ends, it fails for a reason that waiting does not change, or
// the server is gone for as long as a run waits for it.
func (w *wire) again(ctx context.Context, f func(context.Context) error) error {
	return w.againEach(ctx, asking, f)
}

// againEach is again, with so much time for each call.
func (*wire) againEach(ctx context.Context, each time.Duration, f func(context.Context) error) error {
	ctx, over := context.WithTimeout(ctx, serverGone)
	defer over()
	wait := 50 * time.Millisecond
	for {
		one, end := context.WithTimeout(ctx, each)
		err := f(one)
		end()
		if err == nil || ctx.Err() != nil || !passing(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
		wait = min(2*wait, 2*time.Second)
	}
}

// passing reports whether an error is of a connection or of a server that restarts. A full store
// has the code of the latter, too.
func passing(err error) bool {
	if full(err) {
		return false
	}
	for _, one := range []error{
		context.DeadlineExceeded, nats.ErrTimeout, nats.ErrNoResponders, nats.ErrDisconnected, nats.ErrReconnectBufExceeded,
		nats.ErrConnectionReconnecting, nats.ErrStaleConnection, nats.ErrNoStreamResponse, jetstream.ErrNoStreamResponse, jetstream.ErrAsyncPublishTimeout,
	} {
		if errors.Is(err, one) {
			return true
		}
	}
	var api *jetstream.APIError
	var watching *nats.APIError // the watchers of buckets are of the older package
	return errors.As(err, &api) && api.Code == 503 && api.ErrorCode != jetstream.JSErrCodeJetStreamNotEnabled ||
		errors.As(err, &watching) && watching.Code == 503 && watching.ErrorCode != nats.JSErrCodeJetStreamNotEnabled
}

// few reports whether an error is that too few servers of a cluster can keep a stream.
func few(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && api.ErrorCode == 10005
}

// full reports whether an error is that the store takes nothing more.
func full(err error) bool {
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode {
	case 10047, 10077, 10122, 10023: // storage resources exceeded, store failed, message or stream limits
		return true
	}
	return false
}
