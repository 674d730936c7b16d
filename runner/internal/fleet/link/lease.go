package link

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"assay/runner/internal/exchange"
)

// lease is what is asked for to send to a target. Without a rate, the target has a key for each
// request that may be in flight, and an agent holds some of them. With a rate it has one key, and
// only its holder sends.
type lease struct {
	name        string // of the target
	concurrency int
	rate        float64 // a second; 0: none
}

// keys is how many agents may hold a part of the lease.
func (l lease) keys() int {
	if l.rate > 0 {
		return 1
	}
	return max(l.concurrency, 1)
}

// each is how many requests may be in flight with one key.
func (l lease) each() int {
	if l.rate > 0 {
		return max(l.concurrency, 1)
	}
	return 1
}

// The times of a lease. One that is not renewed is used no longer well before it expires.
const (
	leaseUsed    = leasesKept - 2*time.Second
	leaseRenewed = 1500 * time.Millisecond
	leaseIdle    = time.Second     // given back after
	leaseTurn    = 3 * time.Second // how long one agent keeps what others wait for
	leaseRest    = 200 * time.Millisecond
	leaseTick    = 40 * time.Millisecond
	leaseSeldom  = 8 * leaseTick
)

// leases are those of an agent.
type leases struct {
	agent *agent
	ctx   context.Context

	mu      sync.Mutex
	targets map[string]*target
}

// target is a target that the agent sends to.
type target struct {
	lease
	leases  *leases
	key     string // its part of keys
	limiter *rate.Limiter

	mu       sync.Mutex
	held     []*held
	inUse    int
	chunks   int       // that send to it
	more     time.Time // when one of them last had more to send
	waiters  []chan struct{}
	managed  bool          // by a goroutine
	resting  bool          // nothing more is let out, so that others have their turn
	used     time.Time     // last
	since    time.Time     // it holds something
	share    int           // of the keys, at most
	others   int           // agents that want to send, this one among them
	wanting  time.Time     // when its wish was last said
	resumes  time.Time     // it asks for no key until then
	pause    time.Duration // since it last asked in vain; 0: it got what it asked for
	notUntil time.Time     // nothing is sent until then: another agent may just have sent
}

// held is a key that the agent holds.
type held struct {
	number   int
	revision uint64
	at       time.Time // when it was last asked for with success
}

func newLeases(ctx context.Context, a *agent) *leases {
	return &leases{agent: a, ctx: ctx, targets: map[string]*target{}}
}

func (ls *leases) of(l lease) *target {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	name := fmt.Sprintf("%s %d %g", l.name, l.concurrency, l.rate)
	t := ls.targets[name]
	if t == nil {
		limit := rate.Inf
		if l.rate > 0 {
			limit = rate.Limit(l.rate)
		}
		t = &target{lease: l, leases: ls, key: token(l.name), limiter: rate.NewLimiter(limit, 1), share: math.MaxInt}
		ls.targets[name] = t
	}
	return t
}

// acquire waits until a request may be sent to the target; release says that it is answered.
func (t *target) acquire(ctx context.Context) exchange.Missing {
	t.mu.Lock()
	if now := time.Now(); len(t.waiters) == 0 && t.free(now) > 0 {
		t.inUse++
		t.used = now
		t.mu.Unlock()
	} else if granted := t.queue(); !t.granted(ctx, granted) {
		return exchange.InterruptedRun
	}
	why := t.wait(ctx)
	if !why.None() {
		t.release()
	}
	return why
}

// tickets are channels of waiters, used again.
var tickets = sync.Pool{New: func() any { return make(chan struct{}, 1) }}

// queue adds a waiter. The caller holds the lock, which queue unlocks.
func (t *target) queue() chan struct{} {
	defer t.mu.Unlock()
	granted := tickets.Get().(chan struct{})
	t.waiters = append(t.waiters, granted)
	t.grant()
	if !t.managed && len(t.waiters) > 0 {
		t.managed = true
		t.leases.agent.later(t.manage)
	}
	return granted
}

// granted reports whether a waiter was let out before ctx ended.
func (t *target) granted(ctx context.Context, granted chan struct{}) bool {
	select {
	case <-granted:
	case <-ctx.Done():
		if t.withdraw(granted) {
			tickets.Put(granted)
			return false
		}
		<-granted
	}
	tickets.Put(granted)
	return true
}

// wait waits until the rate of the target allows one more send.
func (t *target) wait(ctx context.Context) exchange.Missing {
	if t.rate == 0 {
		return exchange.Missing{}
	}
	t.mu.Lock()
	pause := time.Until(t.notUntil)
	t.mu.Unlock()
	if pause > 0 {
		select {
		case <-ctx.Done():
			return exchange.InterruptedRun
		case <-time.After(pause):
		}
	}
	if err := t.limiter.Wait(ctx); err != nil {
		return exchange.InterruptedRun
	}
	return exchange.Missing{}
}

// grant lets requests out as far as the keys allow. The caller holds the lock.
func (t *target) grant() {
	if len(t.waiters) == 0 {
		return
	}
	now := time.Now()
	for n := t.free(now); n > 0 && len(t.waiters) > 0; n-- {
		t.inUse++
		t.used = now
		t.waiters[0] <- struct{}{}
		t.waiters = t.waiters[1:]
	}
}

// free is how many more requests may be in flight: keys that could not be renewed count no more.
func (t *target) free(now time.Time) int {
	if t.resting {
		return 0
	}
	n := -t.inUse
	for _, h := range t.held {
		if now.Sub(h.at) < leaseUsed {
			n += t.each()
		}
	}
	return n
}

func (t *target) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inUse--
	t.used = time.Now()
	t.grant()
}

// withdraw reports whether a waiter was still waiting; otherwise it has a slot.
func (t *target) withdraw(granted chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, w := range t.waiters {
		if w == granted {
			t.waiters = append(t.waiters[:i:i], t.waiters[i+1:]...)
			return true
		}
	}
	return false
}

// join and leave count the chunks that send to the target.
func (t *target) join()  { t.count(1) }
func (t *target) leave() { t.count(-1) }

func (t *target) count(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.chunks += n
}

// room returns how much a chunk that has more to send may have in progress: its part of what the
// agent may have, rounded up, so that a slot is waited for while the agent may hold more keys.
func (t *target) room() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.more = time.Now()
	n := min(t.share, t.keys()) * t.each()
	return (n + t.chunks - 1) / max(t.chunks, 1)
}

// manage asks for keys, renews them and gives them back, until nobody sends to the target.
func (t *target) manage() {
	tick := time.NewTicker(leaseTick)
	defer tick.Stop()
	for {
		if t.leases.ctx.Err() != nil || t.round() {
			return
		}
		select {
		case <-t.leases.ctx.Done():
		case <-tick.C:
		}
	}
}

// round does what is due; it reports whether the target is managed no longer.
func (t *target) round() (over bool) {
	t.renew()
	t.mu.Lock()
	waits, holds, idle := len(t.waiters) > 0, len(t.held), t.inUse == 0
	grows := waits && !t.resting && holds < min(t.share, t.keys()) && time.Now().After(t.resumes)
	says := (waits || time.Since(t.more) < leaseRenewed) && time.Since(t.wanting) > leaseRenewed
	unused := !waits && idle && time.Since(t.used) > leaseIdle
	if holds > 0 && t.keys() < t.wishes() && time.Since(t.since) > leaseTurn {
		t.resting = true
	}
	rests := t.resting && idle
	shrinks := holds > min(t.share, t.keys()) && t.inUse < holds*t.each()
	t.mu.Unlock()
	switch {
	case says:
		t.wish()
	case rests:
		t.drop(holds)
		t.mu.Lock()
		t.resting, t.resumes = false, time.Now().Add(leaseRest)
		t.mu.Unlock()
	case shrinks:
		t.drop(1)
	case unused:
		t.drop(holds)
		t.unwish()
		if t.retires() {
			return true
		}
	}
	if grows {
		t.grow()
	}
	t.mu.Lock()
	t.grant()
	t.mu.Unlock()
	return false
}

// retires ends the management of the keys, unless a request came meanwhile.
func (t *target) retires() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiters) > 0 || len(t.held) > 0 {
		return false
	}
	t.managed = false
	return true
}
