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
	// aside is the memory that is not in use although it counts: of the runtime, and of the program.
	aside = 20 << 20
	// crowded is from how many bytes in use on the bound rises by steep bytes for each one: a replay
	// of 100,000 findings uses less.
	crowded, steep = 4 * smallHeap, 8
	// ample is how much a large run may take beyond what is in use.
	ample = 5 * smallHeap
)

// tuneMemory lets a run collect little garbage while it is small: most of its memory lives until
// its end. The bound then follows the use, so that a large run gets what it needs and the
// collector never runs continuously. GOGC and GOMEMLIMIT take precedence if set.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(smallHeap)
	afterCollection(func() { debug.SetMemoryLimit(bound(liveHeap())) })
}

// takeHalf has the process use half of the cores. Agents, and the server of one machine, mostly
// wait for the network while that machine has other work; of two cores, waking the second one costs
// them 10 % more CPU. GOMAXPROCS takes precedence if set.
func takeHalf() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(max(1, runtime.GOMAXPROCS(0)/2))
	}
}

// bound returns how much memory a run with live bytes in use may take: at first one and a half
// times as much, since a bound close to the use has the collector run all the time.
func bound(live int64) int64 {
	return max(smallHeap, min(live*3/2+aside+steep*max(0, live-crowded), live+ample))
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
