package transport

import (
	"context"
	"errors"
	"net"
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
			l := limit(caller, c.until)
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
	l := limit(caller, far())
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
	ended := limit(caller, far())
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
	return newHTTP1(&opened{Conn: c, socket: &socket{Conn: c}}, func() {})
}
