package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// smallHeap is how much memory is used before garbage is collected often.
	smallHeap = 100 << 20
	// crowded is how much of it may be in use before the bound rises, and steep by how many bytes it
	// then rises for each one in use: fast but not at once, since a collection overestimates the use,
	// and a jump would double the memory of one run in ten.
	crowded, steep = smallHeap * 4 / 5, 8
	// ample is where the bound of a large run settles, beyond twice what is in use.
	ample = 4 * smallHeap
)

// tuneMemory lets a run collect little garbage while it is small: most of its memory lives until
// its end. The bound then follows the use, so that a large run gets what it needs and the collector
// never runs continuously. GOGC and GOMEMLIMIT take precedence if set.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(smallHeap)
	afterCollection(func() { debug.SetMemoryLimit(bound(liveHeap())) })
}

// bound returns how much memory a run with live bytes in use may take.
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

// liveHeap returns how many bytes the last collection found in use.
func liveHeap() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}
