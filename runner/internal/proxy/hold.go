package proxy

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/reset"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// Limits are the limits of a suite for the requests that pass: as many in all, at once and in a
// time as it allows, and none while its cooldown lasts. A nil Limits allows every request.
type Limits struct {
	of      suite.Limits
	name    string // of the suite's file
	world   *expect.World
	slots   chan struct{} // nil: any number at once
	limiter *rate.Limiter

	mu   sync.Mutex
	sent int
	warm time.Time // until then nothing is sent
	told string    // why
}

// LimitsOf returns the limits of a suite.
func LimitsOf(s *suite.Suite) *Limits {
	answers := make(map[string]*expect.Expectation, len(s.Answers))
	for _, a := range s.Answers {
		answers[a.ID] = a.Expect
	}
	l := &Limits{of: s.Limits, name: s.File.Name}
	if s.Limits.Concurrency > 0 {
		l.slots = make(chan struct{}, s.Limits.Concurrency)
	}
	l.world = &expect.World{Answer: func(id string) *expect.Expectation { return answers[id] }, Volatile: &s.Volatile}
	if s.Limits.Rate > 0 {
		l.limiter = rate.NewLimiter(rate.Limit(s.Limits.Rate), 1)
	}
	return l
}

// held is a request that is not passed on.
type held struct {
	why  string
	wait time.Duration // 0: no time helps
}

// admit waits until a request may be sent; release must be called when its response has ended. It
// returns why the request is not sent, without waiting, if the budget is spent or a cooldown lasts.
func (l *Limits) admit(ctx context.Context) (release func(), no *held) {
	if l == nil {
		return func() {}, nil
	}
	if no := l.refuses(); no != nil {
		return nil, no
	}
	gone := &held{why: "the client went away while its request was held back"}
	release = func() {}
	if l.slots != nil {
		select {
		case l.slots <- struct{}{}:
			release = func() { <-l.slots }
		case <-ctx.Done():
			return nil, gone
		}
	}
	if l.limiter != nil && l.limiter.Wait(ctx) != nil {
		release()
		return nil, gone
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if no := l.closed(); no != nil { // what was under way meanwhile may have told
		release()
		return nil, no
	}
	l.sent++
	return release, nil
}

func (l *Limits) refuses() *held {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed()
}

// closed returns why nothing is sent now. The caller holds the lock.
func (l *Limits) closed() *held {
	if l.of.Requests > 0 && l.sent >= l.of.Requests {
		return &held{why: fmt.Sprintf("%s passed on already, and limits.requests of %s allows no more", text.Count(l.sent, "request"), l.name)}
	}
	if wait := time.Until(l.warm); wait > 0 {
		return &held{why: fmt.Sprintf("cooling down: %s, and limits.cooldown of %s sends nothing until %s", l.told, l.name, l.warm.UTC().Format(time.RFC3339)), wait: wait}
	}
	return nil
}

// judges reports whether responses may start a cooldown.
func (l *Limits) judges() bool { return l != nil && l.of.Cooldown != nil && l.of.Cooldown.On != nil }

// answered starts a cooldown if the response is the one that the suite names.
func (l *Limits) answered(e *exchanged) {
	if !l.judges() {
		return
	}
	o := e.observation()
	c := l.of.Cooldown
	if c.On.Outcome(o, l.world) != expect.Met {
		return
	}
	named, ok := reset.Next(o)
	warm := o.Sent.Add(o.Duration).Add(c.Lasts(named.Wait, ok))
	l.mu.Lock()
	defer l.mu.Unlock()
	if warm.After(l.warm) {
		l.warm, l.told = warm, "the API answered "+shown(o)
	}
}

// shown returns an outcome in a few words.
func shown(o *exchange.Observation) string {
	if o.Failure != nil {
		return "nothing (" + string(o.Failure.Kind) + ")"
	}
	return strconv.Itoa(o.Status)
}

// answer tells the client that its request was held back, and when it may come again.
func (h *held) answer(w http.ResponseWriter) {
	if h.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(h.wait.Seconds()))))
	}
	say(w, http.StatusTooManyRequests, h.why)
}
