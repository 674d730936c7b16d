package transport

import (
	"context"
	"slices"
	"sync"
	"time"
)

// limited is a context with a deadline, as of context.WithDeadline, that ends the exchange on a
// connection by itself: each send has one of each, and package context takes several times as long.
type limited struct {
	context.Context // the caller's
	until           time.Time
	alarm           *alarm   // nil: the caller ends before
	under           *caller  // whose end is awaited; nil: it has ended, or never ends
	prev, next      *limited // of those under the same one

	mu    sync.Mutex
	err   error         // why it ended
	done  chan struct{} // nil until somebody asks for it
	ends  *http1        // see hold
	after []*func()     // see AfterFunc

	shared bool // others may have it: see unshared
}

// limit returns the context of a caller with a deadline. It must be canceled.
func (c *callers) limit(ctx context.Context, until time.Time) *limited {
	l := &limited{}
	c.start(ctx, l, until)
	return l
}

// start makes l, which must be zero, what limit returns.
func (c *callers) start(ctx context.Context, l *limited, until time.Time) {
	l.Context, l.until = ctx, until
	if err := ctx.Err(); err != nil {
		l.err = err
		return
	}
	if earlier, ok := ctx.Deadline(); ok && earlier.Before(until) {
		l.until = earlier
	} else {
		l.alarm = c.alarm(l)
	}
	for by := c.of(ctx); by != nil && !by.join(l); by = c.of(ctx) {
		if err := ctx.Err(); err != nil {
			l.end(err)
			break
		}
	}
}

// cancel ends l, and lets go of its alarm and its caller, once.
func (l *limited) cancel() {
	l.end(context.Canceled)
	l.mu.Lock()
	a, by := l.alarm, l.under
	l.alarm, l.under = nil, nil
	l.mu.Unlock()
	if a != nil {
		if !a.stop() {
			l.share()
		}
	}
	if by != nil {
		by.leave(l)
	}
}

// share notes that others may have l even after it was canceled.
func (l *limited) share() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shared = true
}

// unshared reports whether only who made l has it, once it was canceled: nobody waits for its end,
// nobody may be about to end it, and no connection was made under it.
func (l *limited) unshared() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.shared
}

func (l *limited) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return
	}
	l.err = err
	if l.done != nil {
		close(l.done)
	}
	l.endHeld()
	for _, f := range l.after {
		go (*f)()
	}
	l.after = nil
}

// Deadline returns when it ends at the latest.
func (l *limited) Deadline() (time.Time, bool) { return l.until, true }

// Err returns why it ended; nil before.
func (l *limited) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// Done returns a channel that is closed when it ends.
func (l *limited) Done() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shared = true
	if l.done == nil {
		l.done = make(chan struct{})
		if l.err != nil {
			close(l.done)
		}
	}
	return l.done
}

// AfterFunc calls f in a goroutine of its own after l has ended, unless stop was called before and
// returned true. Package context looks for this method.
func (l *limited) AfterFunc(f func()) (stop func() bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shared = true
	if l.err != nil {
		go f()
		return func() bool { return false }
	}
	one := &f
	l.after = append(l.after, one)
	return func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		at := slices.Index(l.after, one)
		if at >= 0 {
			l.after = slices.Delete(l.after, at, at+1)
		}
		return at >= 0
	}
}

// hold has l end the connection when it ends, until it is dropped. A send uses one at a time.
func (l *limited) hold(h *http1) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ends = h
	if l.err != nil {
		l.endHeld()
	}
}

// drop ends hold; false if l ended before.
func (l *limited) drop() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ends = nil
	return l.err == nil
}

// endHeld ends the connection that is held, in a goroutine that asks l for the reason.
func (l *limited) endHeld() {
	if h := l.ends; h != nil {
		l.ends, l.shared = nil, true
		go func() { h.end(context.Cause(l)) }()
	}
}
