package link

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/fleet"
)

// beat is how often an agent renews its card.
const beat = 2 * time.Second

// cards knows the agents of a fleet.
type cards struct {
	wire *wire
	all  <-chan struct{} // closed once the first cards are read

	mu    sync.Mutex
	known map[string]*known
}

// known is an agent, and when its card came by this process's clock.
type known struct {
	fleet.Card
	at    time.Time
	times int // how often it came
	// gone is since when nobody answers for the agent; zero: somebody did, or nobody asked.
	gone time.Time
}

// watchCards follows the agents until ctx ends.
func watchCards(ctx context.Context, w *wire) *cards {
	c := &cards{wire: w, known: map[string]*known{}}
	c.all = w.following(ctx, c.follow)
	return c
}

// follow reads the cards as they are renewed, until the server is lost.
func (c *cards) follow(ctx context.Context, first func()) {
	_ = c.wire.follow(ctx, c.wire.cards, everything, c.take, func() bool { first(); return true })
}

func (c *cards) take(entry jetstream.KeyValueEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entry.Operation() != jetstream.KeyValuePut {
		delete(c.known, entry.Key())
		return
	}
	var card fleet.Card
	if json.Unmarshal(entry.Value(), &card) != nil {
		return
	}
	k := c.known[entry.Key()]
	if k == nil {
		k = &known{}
		c.known[entry.Key()] = k
	}
	k.Card, k.at, k.gone = card, time.Now(), time.Time{}
	k.times++
}

// ready waits until the first cards are read.
func (c *cards) ready(ctx context.Context) error { return c.wire.closed(ctx, c.all) }

// live lists the agents that are there, sorted by vantage and name.
func (c *cards) live() []fleet.Card {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []fleet.Card
	for _, k := range c.known {
		if !k.lost() {
			out = append(out, k.Card)
		}
	}
	slices.SortFunc(out, func(a, b fleet.Card) int {
		return cmp.Or(cmp.Compare(a.Vantage, b.Vantage), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// of returns an agent, nil if it is lost.
func (c *cards) of(id string) *known {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.known[id]
	if k == nil || k.lost() {
		return nil
	}
	one := *k
	return &one
}

// goneFor is how long nobody may answer for an agent before it is lost: it may be connecting anew.
const goneFor = 4 * time.Second

func (k *known) lost() bool {
	return time.Since(k.at) > cardsKept || !k.gone.IsZero() && time.Since(k.gone) > goneFor
}

// check asks after the agents whose cards are late. While the server is away nobody is late.
func (c *cards) check() {
	if !c.wire.up() {
		c.waitForAll()
		return
	}
	c.mu.Lock()
	var late []string
	for id, k := range c.known {
		if time.Since(k.at) > 2*beat {
			late = append(late, id)
		}
	}
	c.mu.Unlock()
	for _, id := range late {
		_, err := c.wire.nc.Request(pings+id, nil, time.Second)
		c.heard(id, err)
	}
}

// waitForAll begins anew to wait for every agent.
func (c *cards) waitForAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.known {
		k.at, k.gone = time.Now(), time.Time{}
	}
}
