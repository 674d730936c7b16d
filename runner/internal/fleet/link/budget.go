package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"assay/runner/internal/exchange"
)

// counter is what is kept of a budget.
type counter struct {
	Limit int            `json:"limit"` // requests
	Sent  int            `json:"sent"`
	Held  map[string]int `json:"held,omitempty"` // permitted and not sent, by chunk
}

// held returns how many requests are permitted and not sent.
func (c *counter) held() int {
	n := 0
	for _, one := range c.Held {
		n += one
	}
	return n
}

// purse is what a chunk may send.
type purse struct {
	wire     *wire
	key, job string // job is the id of the chunk
	limited  bool
	limit    int // requests of all jobs of the budget, without those kept for cleanup
	total    int // with them
	first    int // how many to take at first

	mu    sync.Mutex
	have  int // permitted and not sent
	used  int // sent, and not yet counted
	asked bool
}

// mostAtOnce is how many requests a job takes after its first: for retries and polls.
const mostAtOnce = 4

// take takes one request from the budget. It waits while other jobs hold the rest and may give some
// back.
func (p *purse) take(ctx context.Context) exchange.Missing {
	for {
		why, waits := p.try(ctx)
		if !waits {
			return why
		}
		select {
		case <-ctx.Done():
			return exchange.InterruptedRun
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// try is take, but reports whether it would have to wait instead of waiting.
func (p *purse) try(ctx context.Context) (why exchange.Missing, waits bool) {
	if !p.limited {
		return exchange.Missing{}, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.have == 0 {
		more, wait, err := p.more(ctx)
		switch {
		case ctx.Err() != nil:
			return exchange.InterruptedRun, false
		case err != nil:
			return fleetLost("not sent: the budget cannot be read: %s", problem(err)), false
		case more == 0 && wait:
			return exchange.Missing{}, true
		case more == 0:
			return exchange.Missing{Kind: exchange.BudgetSpent, Detail: p.spent()}, false
		}
		p.have = more
	}
	p.have--
	p.used++
	return exchange.Missing{}, false
}

func (p *purse) spent() string {
	kept := ""
	if p.total > p.limit {
		kept = fmt.Sprintf(" but for %d kept for cleanup", p.total-p.limit)
	}
	return fmt.Sprintf("the request budget of %d is spent by the fleet%s: raise limits.requests or --budget", p.total, kept)
}

// more takes further requests from the counter. wait reports whether others hold some.
func (p *purse) more(ctx context.Context) (more int, wait bool, err error) {
	n := mostAtOnce
	if !p.asked {
		n = max(p.first, 1)
	}
	err = p.wire.change(ctx, p.key, func(c *counter) bool {
		c.Limit, c.Sent = p.total, c.Sent+p.used
		delete(c.Held, p.job)
		others := c.held()
		more, wait = min(n, p.limit-c.Sent-others), others > 0
		if more = max(more, 0); more > 0 {
			c.Held[p.job] = more
		}
		return more > 0 || p.used > 0
	})
	if err == nil {
		p.used, p.asked = 0, true
	}
	return more, wait, err
}

// back returns requests that were taken and not sent.
func (p *purse) back(n int) {
	if !p.limited || n == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.have += n
	p.used -= n
}

// end counts what was sent, and gives the rest back.
func (p *purse) end() {
	if !p.limited || !p.asked {
		return
	}
	ctx, end := context.WithTimeout(context.Background(), patience)
	defer end()
	p.mu.Lock()
	defer p.mu.Unlock()
	// If this fails, the rest counts as sent once the job is over.
	_ = p.wire.change(ctx, p.key, func(c *counter) bool {
		c.Sent += p.used
		delete(c.Held, p.job)
		return true
	})
}

// settleBudget counts as sent what a lost job was permitted.
func (w *wire) settleBudget(ctx context.Context, key, job string) {
	ctx, end := context.WithTimeout(ctx, asking)
	defer end()
	_ = w.change(ctx, key, func(c *counter) bool {
		n, held := c.Held[job]
		delete(c.Held, job)
		c.Sent += n
		return held
	})
}

// change applies f to a counter by compare-and-set; f returns false to leave it. It may be called
// several times.
func (w *wire) change(ctx context.Context, key string, f func(*counter) bool) error {
	for {
		c := &counter{}
		var revision uint64
		err := w.again(ctx, func(ctx context.Context) error {
			entry, err := w.budgets.Get(ctx, key)
			if errors.Is(err, jetstream.ErrKeyNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			revision = entry.Revision()
			return json.Unmarshal(entry.Value(), c)
		})
		if err != nil {
			return err
		}
		if c.Held == nil {
			c.Held = map[string]int{}
		}
		if !f(c) {
			return nil
		}
		one, end := context.WithTimeout(ctx, asking)
		if revision == 0 {
			_, err = w.budgets.Create(one, key, put(c))
		} else {
			_, err = w.budgets.Update(one, key, put(c), revision)
		}
		end()
		if err == nil || ctx.Err() != nil || !conflict(err) && !passing(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+rand.IntN(10)) * time.Millisecond):
		}
	}
}

// conflict reports whether another process changed a key meanwhile. Servers with copies of a stream
// have a code of their own for that.
func conflict(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}
