package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// smallHeap is how much memory is taken before garbage is collected often.
	smallHeap = 100 << 20
	// crowded is how much of it may be in use before the bound rises, and steep how many
	// bytes it then rises by for one in use: fast, but without a step, for a collection
	// finds more in use than is, and a step would double what a run takes once in ten.
	crowded, steep = smallHeap * 4 / 5, 8
	// ample is where the bound of a large run settles, beyond twice what is in use.
	ample = 4 * smallHeap
)

// tuneMemory lets a run collect little garbage while it is small: most of what it
// makes lives until its end. The bound then follows what is in use, so that a large
// run takes what it needs and the collector never runs all the time. GOGC and
// GOMEMLIMIT, where set, are left to rule.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(smallHeap)
	afterCollection(func() { debug.SetMemoryLimit(bound(liveHeap())) })
}

// bound is how much memory a run with live bytes in use may take.
func bound(live int64) int64 {
	return smallHeap + min(steep*max(0, live-crowded), live+ample)
}

// afterCollection calls act after each garbage collection.
func afterCollection(act func()) {
	type cycle struct{ _ *cycle } // dies in the next collection
	runtime.AddCleanup(&cycle{}, func(act func()) {
		act()
		afterCollection(act)
	}, act)
}

// liveHeap is how many bytes the last collection found in use.
func liveHeap() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}
