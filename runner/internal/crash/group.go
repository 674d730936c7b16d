package crash

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// First keeps the first panic of several goroutines.
type First struct {
	crash atomic.Pointer[Crash]
	// Then, if not nil, is called once a panic was kept, by the panicking goroutine, to end the
	// others.
	Then func()
}

// Keep is deferred by a goroutine: it recovers from its panic and keeps it.
func (f *First) Keep() {
	if c := Of(recover()); c != nil {
		f.crash.CompareAndSwap(nil, c)
		if f.Then != nil {
			f.Then()
		}
	}
}

// Crash returns the panic that was kept; nil without one.
func (f *First) Crash() *Crash { return f.crash.Load() }

// Again panics with what was kept, if anything was.
func (f *First) Again() {
	if c := f.Crash(); c != nil {
		panic(c)
	}
}

// Group is a sync.WaitGroup for goroutines that may panic: Wait panics in their place, once all
// have ended.
type Group struct {
	First
	all sync.WaitGroup
}

// Go calls f in a goroutine.
func (g *Group) Go(f func()) {
	g.all.Go(func() {
		defer g.Keep()
		f()
	})
}

// Wait waits for all of them, and panics with the first of their panics.
func (g *Group) Wait() {
	g.all.Wait()
	g.Again()
}

// Each calls f for 0 to n-1, on all processors at once.
func Each(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers < 2 {
		for i := range n {
			f(i)
		}
		return
	}
	var g Group
	for w := range workers {
		g.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	g.Wait()
}

// Later calls f in a goroutine; wait returns its result, or panics as it did. wait may be called
// repeatedly.
func Later[T any](f func() T) (wait func() T) {
	var g Group
	var out T
	g.Go(func() { out = f() })
	return func() T {
		g.Wait()
		return out
	}
}

// Try calls f and converts its panic to an error, a *Crash.
func Try(f func() error) (err error) {
	defer func() {
		if c := Of(recover()); c != nil {
			err = c
		}
	}()
	return f()
}
