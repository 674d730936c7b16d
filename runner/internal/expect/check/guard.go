package check

import (
	"context"
	"sync/atomic"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
)

// Patience is how long judging one expectation may take where nobody says.
const Patience = 10 * time.Second

// Guard bounds the judging of expectations: by a context, and by the time that one
// of them may take. The libraries behind JSONPath, XPath and JSON Schema cannot be
// interrupted, so a judgement that is too late is left to itself in its goroutine, and
// its outcome is unknown. What is sure to be fast is judged without one.
//
// Every judgement left behind keeps a processor busy and makes it likely that the next
// is late too: each is waited for half as long as the one before, down to leastPatience.
type Guard struct {
	ctx   context.Context
	limit time.Duration
	late  *atomic.Int32 // how many were not waited for, under all guards made of one
}

// leastPatience is what a judgement gets at least, after however many late ones.
const leastPatience = 100 * time.Millisecond

// NewGuard makes a guard; limit 0 is [Patience]. The end of ctx ends every judgement
// that the guard watches.
func NewGuard(ctx context.Context, limit time.Duration) *Guard {
	if limit <= 0 {
		limit = Patience
	}
	return &Guard{ctx: ctx, limit: limit, late: new(atomic.Int32)}
}

// Under is the guard that ends with ctx instead.
func (g *Guard) Under(ctx context.Context) *Guard {
	return &Guard{ctx: ctx, limit: g.limit, late: g.late}
}

var unattended = NewGuard(context.Background(), Patience)

func (g *Guard) patience() time.Duration {
	late := min(g.late.Load(), 20)
	return max(g.limit>>late, min(g.limit, leastPatience))
}

// Watch calls f, and waits for it as long as the guard does; late says what ended the
// waiting.
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

// lateness says why a judgement was not waited for.
func (g *Guard) lateness(late outcome.Late) string {
	if late == outcome.RunEnded {
		return "the run ended before it was judged"
	}
	return "judging took longer than " + g.limit.String() + " (limits.judge), or than what other late ones left of it"
}

// largeBody is from how many bytes on any judgement of a body may take long, and
// fairBody from how many on one that looks through all of it.
const (
	largeBody = 64 << 10
	fairBody  = 4 << 10
)

// IsLarge reports whether any judgement of o's body may take long.
func IsLarge(o *exchange.Observation) bool { return len(o.Body) > largeBody }

// IsFair reports whether a judgement that looks through all of o's body may take long.
func IsFair(o *exchange.Observation) bool { return len(o.Body) > fairBody }

// BySchema reports whether judging all of o's body by schemas may take long.
func BySchema(o *exchange.Observation) bool { return IsFair(o) || backtracks.Load() }

// backtracks is whether some schema has a pattern that backtracks: schemas are judged
// under a guard from then on, however small the body.
var backtracks atomic.Bool

// ExpectBacktracking notes that a pattern was compiled that backtracks.
func ExpectBacktracking() { backtracks.Store(true) }
