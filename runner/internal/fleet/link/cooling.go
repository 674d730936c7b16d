package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/text"
)

// cooldown is a target that nothing is sent to.
type cooldown struct {
	Target  string        `json:"target"`
	Vantage string        `json:"vantage,omitempty"` // "": all
	Run     string        `json:"run,omitempty"`     // for the rest of that run alone
	Wait    time.Duration `json:"wait,omitempty"`    // since the server kept it
	Why     string        `json:"why"`
	By      string        `json:"by"` // the run whose response started it
}

func (c *cooldown) key() string {
	key := "of." + token(c.Target)
	if c.Vantage != "" {
		key += "." + token(c.Vantage)
	}
	if c.Run != "" {
		key += "." + c.Run
	}
	return key
}

// cooling knows the cooldowns of a fleet.
type cooling struct {
	agent *agent
	all   <-chan struct{} // closed once the first cooldowns are read

	mu    sync.Mutex
	known map[string]cools // by key
}

// cools is a cooldown, and when it is over by this process's clock; zero: with its run.
type cools struct {
	cooldown
	until time.Time
}

func watchCooling(ctx context.Context, a *agent) *cooling {
	c := &cooling{agent: a, known: map[string]cools{}}
	c.all = a.following(ctx, c.follow)
	return c
}

// ready waits until the first cooldowns are read.
func (c *cooling) ready(ctx context.Context) error { return c.agent.closed(ctx, c.all) }

// follow reads cooldowns as they come, until the server is lost.
func (c *cooling) follow(ctx context.Context, first func()) {
	ahead := c.agent.ahead(ctx)
	_ = c.agent.follow(ctx, c.agent.wire.cooling, everything, func(e jetstream.KeyValueEntry) { c.take(e, ahead) }, func() bool { first(); return true })
}

// take notes a cooldown. ahead is the server's clock less that of this process.
func (c *cooling) take(entry jetstream.KeyValueEntry, ahead time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var one cooldown
	if entry.Operation() != jetstream.KeyValuePut || json.Unmarshal(entry.Value(), &one) != nil {
		delete(c.known, entry.Key())
		return
	}
	c.known[entry.Key()] = one.since(entry.Created(), ahead)
}

// since returns the cooldown with the time at which it is over.
func (c cooldown) since(created time.Time, ahead time.Duration) cools {
	out := cools{cooldown: c}
	if c.Run == "" {
		out.until = time.Now().Add(c.Wait - time.Since(created.Add(-ahead)))
	}
	return out
}

// start keeps a cooldown for all agents.
func (c *cooling) start(one cooldown) {
	c.mu.Lock()
	c.known[one.key()] = one.since(time.Now(), 0)
	c.mu.Unlock()
	c.agent.later(func() {
		ctx, end := context.WithTimeout(context.Background(), time.Minute)
		defer end()
		_ = c.agent.again(ctx, func(ctx context.Context) error {
			_, err := c.agent.wire.cooling.Put(ctx, one.key(), put(one))
			return err
		})
	})
}

// why says why nothing is sent to a target from a vantage for a job; the zero value if it is.
func (c *cooling) why(j *fleet.Job, target, vantage string) exchange.Missing {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) == 0 {
		return exchange.Missing{}
	}
	for _, one := range []cooldown{
		{Target: target}, {Target: target, Vantage: vantage}, {Target: target, Run: j.Run}, {Target: target, Vantage: vantage, Run: j.Run},
	} {
		key := one.key()
		known, ok := c.known[key]
		switch {
		case !ok:
			continue
		case known.Run == "" && !time.Now().Before(known.until):
			delete(c.known, key)
			continue
		case j.Limits.Now && known.By != j.Run:
			continue
		}
		detail := known.Why
		if known.Run == "" {
			detail = fmt.Sprintf("%s; another %s, for the whole fleet; --now sends all the same", detail, text.Span(time.Until(known.until).Round(time.Second)))
		}
		return exchange.Missing{Kind: exchange.CoolingDown, Detail: detail}
	}
	return exchange.Missing{}
}

// ahead returns how far the server's clock is ahead of this process's, about; 0 if that is unknown.
func (a *agent) ahead(ctx context.Context) time.Duration {
	ctx, end := context.WithTimeout(ctx, asking)
	defer end()
	at := time.Now()
	if _, err := a.wire.cards.Put(ctx, a.card.ID, put(a.card)); err != nil {
		return 0
	}
	entry, err := a.wire.cards.Get(ctx, a.card.ID)
	if err != nil {
		return 0
	}
	return entry.Created().Sub(at)
}

func missingKey(err error) bool { return errors.Is(err, jetstream.ErrKeyNotFound) }
