package link

import (
	"context"
	"encoding/json"
	"errors"

	"assay/runner/internal/crash"
	"assay/runner/internal/fleet"
	"assay/runner/internal/fleet/server"
)

// Client is fleets over NATS.
type Client struct{}

// Up runs a server for one machine until ctx ends.
func (Client) Up(ctx context.Context, o fleet.UpOptions) error { return server.Run(ctx, o) }

// Dial connects to a fleet.
func (Client) Dial(ctx context.Context, p fleet.Place) (fleet.Fleet, error) {
	w, err := connect(ctx, p, "assay run")
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	return &connected{wire: w, cards: watchCards(ctx, w), end: end}, nil
}

// connected is a connection for runs.
type connected struct {
	*wire
	cards *cards
	end   context.CancelFunc
}

func (c *connected) Close() {
	c.end()
	c.close()
}

// Agents lists the live agents.
func (c *connected) Agents(ctx context.Context) ([]fleet.Card, error) {
	if err := c.cards.ready(ctx); err != nil {
		return nil, c.unreachable(err)
	}
	return c.cards.live(), nil
}

// Begin starts a run.
func (c *connected) Begin(ctx context.Context, o fleet.RunOptions) (fleet.Run, error) {
	return begin(ctx, c, o)
}

// put writes a value as JSON.
func put(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // values of this package only
	}
	return raw
}

// later runs f. A panic of it is told as [fleet.Place] says, and all else goes on.
func (w *wire) later(f func()) {
	go func() {
		if c := (*crash.Crash)(nil); errors.As(crash.Try(func() error { f(); return nil }), &c) && w.fell != nil {
			w.fell(c)
		}
	}()
}
