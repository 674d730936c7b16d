package transport

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// callers ends what is limited when the context of its caller ends. All sends of a run have one
// caller, of which package context is asked once instead of once each.
type callers struct {
	last   atomic.Pointer[caller]
	alarms sync.Pool
}

// caller holds what is limited under one context.
type caller struct {
	done <-chan struct{} // of the context: contexts that share it end together
	stop func() bool     // stops waiting for that end

	mu     sync.Mutex
	ended  bool
	former bool // the last caller is another one
	first  *limited
}

// of returns the caller of a context; nil if the context never ends.
func (c *callers) of(ctx context.Context) *caller {
	done := ctx.Done()
	if done == nil {
		return nil
	}
	if last := c.last.Load(); last != nil && last.done == done {
		return last
	}
	made := &caller{done: done}
	made.stop = context.AfterFunc(ctx, made.end)
	c.last.Swap(made).retire()
	return made
}

// close stops waiting for the caller's end as soon as nothing is limited by it.
func (c *callers) close() { c.last.Swap(nil).retire() }

func (c *caller) retire() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.former = true
	c.stopUnused()
}

func (c *caller) stopUnused() {
	if c.former && c.first == nil {
		c.stop()
	}
}

// join has l end with the caller, until it leaves; false if the caller has ended or retired.
func (c *caller) join(l *limited) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended || c.former && c.first == nil {
		return false
	}
	if l.next = c.first; l.next != nil {
		l.next.prev = l
	}
	c.first, l.under = l, c
	return true
}

func (c *caller) leave(l *limited) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.prev != nil {
		l.prev.next = l.next
	} else if c.first == l {
		c.first = l.next
	}
	if l.next != nil {
		l.next.prev = l.prev
	}
	l.prev, l.next = nil, nil
	c.stopUnused()
}

// end ends all that is limited.
func (c *caller) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for l := c.first; l != nil; l = l.next {
		l.end(l.Context.Err())
	}
}

// alarm is a timer that ends what is limited at its deadline, and is used again.
type alarm struct {
	timer *time.Timer
	home  *sync.Pool

	mu sync.Mutex
	of *limited // nil: nothing
}

// alarm returns an alarm for the deadline of l.
func (c *callers) alarm(l *limited) *alarm {
	a, ok := c.alarms.Get().(*alarm)
	if !ok {
		a = &alarm{home: &c.alarms}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of = l
	if left := time.Until(l.until); a.timer == nil {
		a.timer = time.AfterFunc(left, a.ring)
	} else {
		a.timer.Reset(left)
	}
	return a
}

// ring may come late, for what was limited before: then the deadline is yet to come.
func (a *alarm) ring() {
	a.mu.Lock()
	l := a.of
	a.mu.Unlock()
	if l != nil && !time.Now().Before(l.until) {
		l.end(context.DeadlineExceeded)
	}
}

// stop reports whether it came before ring. Otherwise the alarm is not used again.
func (a *alarm) stop() bool {
	a.mu.Lock()
	a.of = nil
	before := a.timer.Stop()
	a.mu.Unlock()
	if before {
		a.home.Put(a)
	}
	return before
}
