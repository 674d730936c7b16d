package check

import (
	"context"
	"sync/atomic"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
)

// Patience is the default time limit for judging one expectation.
const Patience = 10 * time.Second

// Guard bounds the judging of expectations: by a context, and by a time limit for each. The
// libraries for JSONPath, XPath and JSON Schema cannot be interrupted, so a late judgement is
// abandoned in its goroutine, and its outcome is unknown. Fast judgements run without a goroutine.
//
// Every abandoned judgement keeps a processor busy and makes it likely that the next is late too:
// each one halves the time limit, down to leastPatience.
type Guard struct {
	ctx   context.Context
	limit time.Duration
	late  *atomic.Int32 // the number of abandoned judgements, under all guards made of one
}

// leastPatience is the minimum time limit after many late judgements.
const leastPatience = 100 * time.Millisecond

// NewGuard returns a guard; limit 0 is [Patience]. The end of ctx ends every judgement that the
// guard watches.
func NewGuard(ctx context.Context, limit time.Duration) *Guard {
	if limit <= 0 {
		limit = Patience
	}
	return &Guard{ctx: ctx, limit: limit, late: new(atomic.Int32)}
}

// Under returns the guard with ctx instead of its context.
func (g *Guard) Under(ctx context.Context) *Guard {
	return &Guard{ctx: ctx, limit: g.limit, late: g.late}
}

var unattended = NewGuard(context.Background(), Patience)

// Abandoned reports whether a judgement was abandoned: it may still read what it was given.
func (g *Guard) Abandoned() bool { return g.late.Load() > 0 || g.ctx.Err() != nil }

func (g *Guard) patience() time.Duration {
	late := min(g.late.Load(), 20)
	return max(g.limit>>late, min(g.limit, leastPatience))
}

// Watch calls f, and waits for it within the guard's limits; late says which one ended the wait.
func Watch[T any](g *Guard, f func() T) (out T, late outcome.Late) {
	if g.ctx.Err() != nil {
		return out, outcome.RunEnded
	}
	var fell crash.First
	done := make(chan T, 1)
	go func() {
		var got T
		defer func() { done <- got }()
		defer fell.Keep()
		got = f()
	}()
	patience := g.patience()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case out = <-done:
		fell.Again()
		return out, 0
	case <-timer.C:
		g.late.Add(1)
		return out, outcome.TookLong
	case <-g.ctx.Done():
		return out, outcome.RunEnded
	}
}

// lateness says why a judgement was abandoned.
func (g *Guard) lateness(late outcome.Late) string {
	if late == outcome.RunEnded {
		return "the run ended before it was judged"
	}
	return "judging took longer than " + g.limit.String() + " (limits.judge), or than what other late ones left of it"
}

// largeBody is the size in bytes from which any judgement of a body may take long, and fairBody
// that for a judgement that reads all of it.
const (
	largeBody = 64 << 10
	fairBody  = 4 << 10
)

// IsLarge reports whether any judgement of o's body may take long.
func IsLarge(o *exchange.Observation) bool { return len(o.Body) > largeBody }

// IsFair reports whether a judgement that reads all of o's body may take long.
func IsFair(o *exchange.Observation) bool { return len(o.Body) > fairBody }

// BySchema reports whether judging all of o's body by schemas may take long.
func BySchema(o *exchange.Observation) bool { return IsFair(o) || backtracks.Load() }

// backtracks is set once a schema has a pattern that backtracks: from then on schemas are judged
// under a guard, also for small bodies.
var backtracks atomic.Bool

// ExpectBacktracking records that a compiled pattern backtracks.
func ExpectBacktracking() { backtracks.Store(true) }
