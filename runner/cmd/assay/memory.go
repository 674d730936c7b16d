package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// smallHeap is how much memory is taken before garbage is collected often.
	smallHeap = 100 << 20
	// crowded is how much of it may be in use; with more, a bound would keep the
	// collector running all the time.
	crowded = smallHeap * 3 / 4
)

// tuneMemory lets a run collect little garbage while it is small: most of what it
// makes lives until its end. A crowded heap goes back to the collector's own ways,
// so that a large run takes what it needs and no more. GOGC and GOMEMLIMIT, where
// set, are left to rule.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(smallHeap)
	afterCollection(func() bool {
		if liveHeap() < crowded {
			return true
		}
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(math.MaxInt64)
		return false
	})
}

// afterCollection calls check after each garbage collection until it gives false.
func afterCollection(check func() bool) {
	type cycle struct{ _ *cycle } // dies in the next collection
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
