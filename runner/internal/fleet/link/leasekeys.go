package link

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The keys of a lease: unit.TARGET.NUMBER for each part, and wish.TARGET.AGENT for each agent that
// sends or wants to. rate.TARGET, among the budgets, names the last holder of a target with a rate.
func (t *target) unit(number int) string { return fmt.Sprintf("unit.%s.%d", t.key, number) }
func (t *target) own() string            { return "wish." + t.key + "." + t.leases.agent.card.ID }

// asked is how long one request about a lease may take.
const asked = time.Second

func (t *target) bucket(f func(context.Context, jetstream.KeyValue) error) error {
	ctx, end := context.WithTimeout(context.WithoutCancel(t.leases.ctx), asked)
	defer end()
	return f(ctx, t.leases.agent.wire.leases)
}

// grow asks for one more key.
func (t *target) grow() {
	holds := map[int]bool{}
	t.mu.Lock()
	for _, h := range t.held {
		holds[h.number] = true
	}
	t.mu.Unlock()
	first := rand.IntN(t.keys())
	for i := range t.keys() {
		number := (first + i) % t.keys()
		if holds[number] {
			continue
		}
		at := time.Now()
		var revision uint64
		err := t.bucket(func(ctx context.Context, kv jetstream.KeyValue) (err error) {
			revision, err = kv.Create(ctx, t.unit(number), []byte(t.leases.agent.card.ID))
			return err
		})
		if err == nil {
			t.got(&held{number: number, revision: revision, at: at})
			return
		}
		if !conflict(err) {
			return
		}
	}
	t.inVain()
}

// inVain notes that every key is taken. Where there are keys for all, some agent holds more than
// its share: each that asks for more looks who else wants to send, and asks less and less often.
func (t *target) inVain() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys() < t.wishes() {
		t.resumes = time.Now().Add(leaseTick)
		return
	}
	t.pause = min(max(2*t.pause, leaseTick), leaseSeldom)
	t.resumes, t.wanting = time.Now().Add(t.pause), time.Time{}
}

// got adds a key. The first one of a target with a rate waits as long as a request of the agent
// before could forbid.
func (t *target) got(h *held) {
	var until time.Time
	if t.rate > 0 {
		until = t.takeOver(h.at)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.held) == 0 {
		t.since = time.Now()
	}
	t.held = append(t.held, h)
	t.notUntil, t.pause = until, 0
	t.grant()
}

// takeOver names the agent as the last that sent, and returns when it may.
func (t *target) takeOver(now time.Time) time.Time {
	ctx, end := context.WithTimeout(context.WithoutCancel(t.leases.ctx), asked)
	defer end()
	kv, key := t.leases.agent.budgets, "rate."+t.key
	interval := time.Duration(float64(time.Second) / t.rate)
	entry, err := kv.Get(ctx, key)
	last := ""
	if err == nil {
		last = string(entry.Value())
	}
	_, putErr := kv.Put(ctx, key, []byte(t.leases.agent.card.ID))
	if err != nil && !missingKey(err) || putErr != nil || last != "" && last != t.leases.agent.card.ID {
		return now.Add(interval + asked)
	}
	return time.Time{}
}

// renew keeps the held keys, and forgets those that are lost.
func (t *target) renew() {
	t.mu.Lock()
	var due []*held
	for _, h := range t.held {
		if time.Since(h.at) > leaseRenewed {
			due = append(due, h)
		}
	}
	t.mu.Unlock()
	for _, h := range due {
		at := time.Now()
		var revision uint64
		err := t.bucket(func(ctx context.Context, kv jetstream.KeyValue) (err error) {
			revision, err = kv.Update(ctx, t.unit(h.number), []byte(t.leases.agent.card.ID), h.revision)
			return err
		})
		t.mu.Lock()
		switch {
		case err == nil:
			h.revision, h.at = revision, at
		case conflict(err), time.Since(h.at) > leasesKept:
			t.forget(h)
		}
		t.mu.Unlock()
	}
}

// forget forgets a key. The caller holds the lock.
func (t *target) forget(h *held) {
	for i, one := range t.held {
		if one == h {
			t.held = append(t.held[:i:i], t.held[i+1:]...)
			return
		}
	}
}

// drop gives n keys back.
func (t *target) drop(n int) {
	for range n {
		t.mu.Lock()
		if len(t.held) == 0 || t.inUse > (len(t.held)-1)*t.each() {
			t.mu.Unlock()
			return
		}
		h := t.held[len(t.held)-1]
		t.held = t.held[:len(t.held)-1]
		t.mu.Unlock()
		_ = t.bucket(func(ctx context.Context, kv jetstream.KeyValue) error { // else it expires
			return kv.Delete(ctx, t.unit(h.number), jetstream.LastRevision(h.revision))
		})
	}
}

// wish says that the agent wants to send to the target, and counts those that do.
func (t *target) wish() {
	n := 0
	err := t.bucket(func(ctx context.Context, kv jetstream.KeyValue) error {
		if _, err := kv.Put(ctx, t.own(), nil); err != nil {
			return err
		}
		all, err := t.leases.agent.entries(ctx, kv, "wish."+t.key+".*")
		n = len(all)
		return err
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wanting = time.Now()
	t.share = math.MaxInt
	if err == nil && n > 1 {
		t.share = (t.keys() + n - 1) / n
		t.others = n
	} else if err == nil {
		t.others = n
	}
}

func (t *target) unwish() {
	_ = t.bucket(func(ctx context.Context, kv jetstream.KeyValue) error { return kv.Delete(ctx, t.own()) })
}

// wishes is how many agents want to send to the target. The caller holds the lock.
func (t *target) wishes() int { return t.others }

// release gives everything back.
func (ls *leases) release() {
	ls.mu.Lock()
	all := make([]*target, 0, len(ls.targets))
	for _, t := range ls.targets {
		all = append(all, t)
	}
	ls.mu.Unlock()
	for _, t := range all {
		t.mu.Lock()
		n := len(t.held)
		t.mu.Unlock()
		if n > 0 {
			t.drop(n)
			t.unwish()
		}
	}
}
