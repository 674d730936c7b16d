package expect

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
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

// Late is why a judgement was not waited for; the zero value: it came to its end.
type Late int8

// Why a judgement was not waited for.
const (
	TookLong Late = iota + 1 // longer than it may: limits.judge
	RunEnded                 // the context ended
)

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

// guard is that of the world, one without an end of its own where it has none.
func (w *World) guard() *Guard {
	if w == nil || w.Guard == nil {
		return unattended
	}
	return w.Guard
}

func (g *Guard) patience() time.Duration {
	late := min(g.late.Load(), 20)
	return max(g.limit>>late, min(g.limit, leastPatience))
}

// Watch calls f, and waits for it as long as the guard does; late says what ended the
// waiting.
func Watch[T any](g *Guard, f func() T) (out T, late Late) {
	if g.ctx.Err() != nil {
		return out, RunEnded
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
		return out, TookLong
	case <-g.ctx.Done():
		return out, RunEnded
	}
}

// lateness says why a judgement was not waited for.
func (g *Guard) lateness(late Late) string {
	if late == RunEnded {
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

// costly reports whether judging o may take long enough to be watched. To ask costs
// next to nothing.
func (e *Expectation) costly(o *exchange.Observation, w *World, depth int) bool {
	if depth > mostInside || e.heavy && (len(o.Body) > fairBody || backtracks.Load()) {
		return true
	}
	for i := range e.checks {
		if e.checks[i].costly(o, w, depth) {
			return true
		}
	}
	return false
}

func (k *keyed) costly(o *exchange.Observation, w *World, depth int) bool {
	size := len(o.Body)
	switch k := k.check.(type) {
	case *statusCheck, *headersCheck, *errorCheck:
		return false
	case *jsonCheck:
		for i := range k.paths {
			if n := k.paths[i].path.searches; n > 1 || n == 1 && size > fairBody {
				return true
			}
		}
	case *schemaCheck, *openAPICheck, *celCheck:
		return size > fairBody || backtracks.Load()
	case *xmlCheck:
		return true
	case *combination:
		for _, e := range k.of {
			if e.costly(o, w, depth+1) {
				return true
			}
		}
	case *answerCheck:
		for _, id := range k.ids {
			if w == nil || w.Answer == nil {
				break
			}
			if e := w.Answer(id); e != nil && e.costly(o, w, depth+1) {
				return true
			}
		}
	case *shareCheck:
		return true
	}
	return size > largeBody
}

// watched reports whether judging o is done in a goroutine of its own.
func (e *Expectation) watched(o *exchange.Observation, w *World) bool {
	if o == nil || !o.Missing.None() {
		return false
	}
	if e.costly(o, w, 0) {
		return true
	}
	for _, s := range o.Samples {
		if s != o && e.costly(s, w, 0) {
			return true
		}
	}
	return false
}

// searchesOf counts the parts of a path that look through everything below a node:
// each may multiply what the ones before it cost.
func searchesOf(segments []*spec.Segment) int {
	n := 0
	for _, s := range segments {
		if s.IsDescendant() {
			n++
		}
		for _, selector := range s.Selectors() {
			if _, ok := selector.(*spec.FilterSelector); ok {
				n++
			}
		}
	}
	return n
}
