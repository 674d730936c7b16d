package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"
)

// far is a deadline that no test reaches.
func far() time.Time { return time.Now().Add(time.Hour) }

// However it ends, a limited context has the error of one of package context, and ends those below.
func TestLimited(t *testing.T) {
	cause := errors.New("the run ended")
	for name, c := range map[string]struct {
		until     time.Time
		end       func(caller context.CancelCauseFunc, l *limited)
		err, from error
	}{
		"deadline":     {time.Now(), func(context.CancelCauseFunc, *limited) {}, context.DeadlineExceeded, context.DeadlineExceeded},
		"caller ended": {far(), func(caller context.CancelCauseFunc, _ *limited) { caller(cause) }, context.Canceled, cause},
		"canceled":     {far(), func(_ context.CancelCauseFunc, l *limited) { l.cancel() }, context.Canceled, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			caller, end := context.WithCancelCause(t.Context())
			defer end(nil)
			l := new(callers).limit(caller, c.until)
			defer l.cancel()
			below, stop := context.WithCancel(l)
			defer stop()
			called := make(chan struct{})
			l.AfterFunc(func() { close(called) })
			heard := make(chan struct{}, 1)
			stopped := l.AfterFunc(func() { heard <- struct{}{} })()
			h := held(t)
			l.hold(h)
			c.end(end, l)
			<-below.Done()
			<-called
			<-l.Done()
			if !errors.Is(l.Err(), c.err) || !errors.Is(below.Err(), c.err) || !errors.Is(context.Cause(l), c.from) {
				t.Errorf("%v, below %v, because %v; want %v because %v", l.Err(), below.Err(), context.Cause(l), c.err, c.from)
			}
			if l.drop() {
				t.Error("dropped a connection before its end")
			}
			if _, err := h.Read(make([]byte, 1)); err == nil || !errors.Is(h.Err(), c.from) {
				t.Errorf("the connection: read %v, ended by %v; want %v", err, h.Err(), c.from)
			}
			if c.until.After(time.Now()) && !stopped || l.AfterFunc(func() {})() {
				t.Errorf("stopped before the end: %t; or after it", stopped)
			}
			if stopped && len(heard) > 0 {
				t.Error("called although it was stopped")
			}
		})
	}
}

// A connection that was dropped stays open, and a caller's deadline counts if it is earlier.
func TestLimitedByItsCaller(t *testing.T) {
	early := time.Now().Add(time.Minute)
	caller, end := context.WithDeadline(t.Context(), early)
	defer end()
	l := new(callers).limit(caller, far())
	if got, ok := l.Deadline(); !ok || !got.Equal(early) {
		t.Errorf("the deadline is %v, want %v", got, early)
	}
	h := held(t)
	if l.hold(h); !l.drop() {
		t.Error("ended before")
	}
	l.cancel()
	if h.Err() != nil {
		t.Errorf("ended by %v", h.Err())
	}
	end()
	ended := new(callers).limit(caller, far())
	defer ended.cancel()
	if <-ended.Done(); !errors.Is(ended.Err(), context.Canceled) {
		t.Errorf("of a caller that has ended: %v", ended.Err())
	}
}

// held returns a connection whose peer says nothing.
func held(t *testing.T) *http1 {
	t.Helper()
	c, peer := net.Pipe()
	t.Cleanup(func() { c.Close(); peer.Close() })
	return newHTTP1(&opened{Conn: c, socket: newSocket(c)}, func() {})
}

// The end of a caller ends what is limited by it, and nothing else, whichever sends last; one that
// is left by all, and sends again, is waited for again.
func TestCallersEndApart(t *testing.T) {
	var c callers
	first, endFirst := context.WithCancel(t.Context())
	second, endSecond := context.WithCancel(t.Context())
	defer endSecond()
	a, b := c.limit(first, far()), c.limit(second, far())
	again, left := c.limit(first, far()), c.limit(first, far())
	left.cancel()
	endFirst()
	<-a.Done()
	<-again.Done()
	if b.Err() != nil {
		t.Errorf("under a caller that has not ended: %v", b.Err())
	}
	b.cancel()
	c.close()
	later := c.limit(second, far())
	endSecond()
	<-later.Done()
	for _, l := range []*limited{a, again, later} {
		if l.cancel(); !errors.Is(l.Err(), context.Canceled) {
			t.Errorf("ended by %v", l.Err())
		}
	}
}

// What is canceled by several at once lets go of its alarm once: the next has one of its own.
func TestCanceledByMany(t *testing.T) {
	var c callers
	for range 100 {
		l := c.limit(t.Context(), far())
		var all sync.WaitGroup
		for range 4 {
			all.Go(l.cancel)
		}
		all.Wait()
		a, b := c.limit(t.Context(), far()), c.limit(t.Context(), far())
		if a.alarm == b.alarm {
			t.Fatal("two have one alarm")
		}
		a.cancel()
		b.cancel()
	}
}

// A timer that is used again ends nothing before its deadline.
func TestAlarmIsUsedAgain(t *testing.T) {
	var c callers
	l := c.limit(t.Context(), time.Now().Add(-time.Second))
	<-l.Done()
	rang := l.alarm
	l.cancel()
	next := c.limit(t.Context(), far())
	defer next.cancel()
	rang.ring() // late, for the one before
	if next.Err() != nil {
		t.Errorf("ended by %v before its deadline", next.Err())
	}
}

// What ended a connection has its reason asked for by who closes that: it is not used again. What
// dropped it before is.
func TestEndedWithItsConnectionIsShared(t *testing.T) {
	for _, drops := range []bool{false, true} {
		l := new(callers).limit(t.Context(), far())
		l.hold(held(t))
		if drops {
			l.drop()
		}
		if l.cancel(); l.unshared() != drops {
			t.Errorf("dropped before: %t; only who made it has it: %t", drops, !drops)
		}
	}
}

// A limit is used again only if nobody else may have it: who asked for its end, who waits for it,
// its alarm that rings, a connection that was made under it.
func TestWhoElseHasALimit(t *testing.T) {
	for name, have := range map[string]func(l *limited){
		"":          func(*limited) {},
		"Done":      func(l *limited) { l.Done() },
		"AfterFunc": func(l *limited) { l.AfterFunc(func() {})() },
		"alarm":     func(l *limited) { l.alarm.timer.Stop() }, // as after it rang
		"dial": func(l *limited) {
			refused := errors.New("no proxy")
			rt := &route{proxy: func(*http.Request) (*url.URL, error) { return nil, refused }}
			if _, err := rt.dial(nil, (&http.Request{}).WithContext(l), true); !errors.Is(err, refused) {
				t.Error(err)
			}
		},
	} {
		l := new(callers).limit(t.Context(), far())
		have(l)
		if l.cancel(); l.unshared() != (name == "") {
			t.Errorf("%q: only who made it has it: %t", name, l.unshared())
		}
	}
}
