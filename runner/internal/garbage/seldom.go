package garbage

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	// Command is how much memory the command uses before garbage is collected often.
	Command = 100 << 20
	// Test is that of a test of suites, in which the test framework holds as much again.
	Test = 256 << 20
	// aside is the memory that is not in use although it counts: of the runtime, and of the program.
	aside = 20 << 20
	// crowded is from how many bytes in use on the bound rises by steep bytes for each one: a replay
	// of 100,000 findings uses less.
	crowded, steep = 4 * Command, 8
	// ample is how much a large run may take beyond what is in use, or half of that if it is more.
	ample = 5 * Command
	// usual and fewer are percentages of garbage beside what is in use.
	usual, fewer = 100, 400
)

// settings are of the process: who changes them while a run goes on locks them.
var settings sync.Mutex

// Seldom lets a run collect little garbage while it takes less than small: most of its memory lives
// until its end. The bound then follows the use, so that a large run gets what it needs and the
// collector never runs continuously. GOGC, GOMEMLIMIT and what the program has set itself take
// precedence. restore ends it; a process that ends with its run need not call it.
func Seldom(small int64) (restore func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	limit := debug.SetMemoryLimit(-1)
	if limit != math.MaxInt64 { // of the program
		return func() {}
	}
	if before := debug.SetGCPercent(fewer); before != usual {
		debug.SetGCPercent(before)
		return func() {}
	}
	debug.SetMemoryLimit(small)
	ended := false
	afterCollection(func() bool {
		settings.Lock()
		defer settings.Unlock()
		if !ended {
			lower()
			debug.SetMemoryLimit(bound(max(small, held.Load()), liveHeap()))
		}
		return !ended
	})
	return func() {
		settings.Lock()
		defer settings.Unlock()
		ended, raised = true, 0
		debug.SetGCPercent(usual)
		debug.SetMemoryLimit(limit)
	}
}

// bound returns how much memory a run with live bytes in use may take: at first one and a half
// times as much, since a bound close to the use has the collector run all the time.
func bound(small, live int64) int64 {
	return max(small, min(live*3/2+aside+steep*max(0, live-crowded), max(live+ample, live*3/2)))
}

// afterCollection calls act after each garbage collection, until it returns false.
func afterCollection(act func() bool) {
	type cycle struct{ _ *cycle } // dies in the next collection
	runtime.AddCleanup(&cycle{}, func(act func() bool) {
		if act() {
			afterCollection(act)
		}
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
