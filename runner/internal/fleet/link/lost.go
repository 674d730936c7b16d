package link

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/exchange"
)

// heard notes what came of asking after an agent: nobody listens, if its connection is closed.
func (c *cards) heard(id string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.known[id]
	switch {
	case k == nil:
	case errors.Is(err, nats.ErrNoResponders):
		if k.gone.IsZero() {
			k.gone = time.Now()
		}
	default:
		k.gone = time.Time{}
	}
}

// The reasons of probes without an observation.
const (
	lostAgent   = "the agent was lost after sending began: %s; it is not sent again"
	lostAnswers = "the agent lost what it was answered: %s; it is not sent again"
)

// agentLost and fleetLost are reasons why a probe has no observation.
func agentLost(format string, args ...any) exchange.Missing {
	return exchange.Missing{Kind: exchange.AgentLost, Detail: fmt.Sprintf(format, args...)}
}

func fleetLost(format string, args ...any) exchange.Missing {
	return exchange.Missing{Kind: exchange.FleetLost, Detail: fmt.Sprintf(format, args...)}
}

// claimedBy returns the agent that claimed a job, "" if none did.
func (w *wire) claimedBy(ctx context.Context, job string) (agent string, err error) {
	ctx, end := context.WithTimeout(ctx, asking)
	defer end()
	entry, err := w.claims.Get(ctx, job)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return string(entry.Value()), nil
}
