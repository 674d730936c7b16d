package link

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
)

// heard notes what came of asking after an agent: nobody listens, if its connection is closed. That
// the server did not say so in time says nothing.
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
	case err == nil:
		k.gone = time.Time{}
	}
}

// The reasons of probes without an observation.
const (
	lostAgent   = "the agent was lost after sending began: %s; it is not sent again"
	endedAgent  = "the agent %s was ended before it had the answer; it is not sent again"
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

// doubt asks whether something will still come of a job.
func (r *run) doubt(d *dispatched) {
	if time.Since(d.since) < 2*beat {
		return
	}
	agent, err := r.claimedBy(r.ctx, d.id)
	switch {
	case err != nil:
		return // asked again in a second
	case agent == "":
		if !r.able(d.Job) && time.Since(d.since) > cardsKept {
			d.give(fleetLost("not sent: no agent %sis left to take it", where(d.Vantage)))
		}
		return
	}
	k := r.cards.of(agent)
	if k == nil {
		r.lost(d, agent)
		return
	}
	if slices.Contains(k.Jobs, d.ID) {
		d.seen = 0
		return
	}
	if k.times != d.times {
		d.times = k.times
		if d.seen++; d.seen > 5 {
			d.give(agentLost(lostAnswers, k.Name))
		}
	}
}

// lost gives up a job whose agent is gone.
func (r *run) lost(d *dispatched, agent string) {
	r.cards.mu.Lock()
	name := agent
	if k := r.cards.known[agent]; k != nil {
		name = k.Name
	}
	r.cards.mu.Unlock()
	r.say(agent, "the agent %s was lost; what it had begun to send is not sent again", name)
	r.settleBudget(r.ctx, d.Budget, d.id)
	d.give(agentLost(lostAgent, name))
}

// able reports whether some agent can take a job.
func (r *run) able(j *fleet.Job) bool {
	return slices.ContainsFunc(r.cards.live(), func(c fleet.Card) bool {
		return c.Protocol == fleet.Protocol && (j.Vantage == "" || c.Vantage == j.Vantage)
	})
}

func where(vantage string) string {
	if vantage == "" {
		return ""
	}
	return "at " + vantage + " "
}
