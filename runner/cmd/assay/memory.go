package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// smallHeap is up to where memory is traded for speed; the whole process then
// stays below about twice of it.
const smallHeap = 50 << 20

// tuneMemory lets a small run collect little garbage: most of what it makes lives
// until its end. Once more than smallHeap lives, the collector goes back to its
// own ways, so that a large run pays for what it needs and no more. GOGC and
// GOMEMLIMIT, where set, are left to rule.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(2 * smallHeap)
	afterCollection(func() bool {
		if liveHeap() < smallHeap {
			return true
		}
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
		return false
	})
}

// afterCollection calls check after each garbage collection until it gives false.
func afterCollection(check func() bool) {
	type cycle struct{ next *cycle } // dies in the next collection
	runtime.AddCleanup(&cycle{}, func(check func() bool) {
		if check() {
			afterCollection(check)
		}
	}, check)
}

// liveHeap is how many bytes the last collection found in use.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return sample[0].Value.Uint64()
}
