package garbage

import (
	"os"
	"runtime/debug"
	"sync/atomic"
)

const (
	// replayed is how many times its text a suite takes in a replay, at least: with what was read of
	// it, planned and judged.
	replayed = 20
	// mutated is that of a suite whose mutants are judged, each of which is garbage afterwards.
	mutated = 2 * replayed
	// lasting is how many times its text a suite of a large replay takes at the end.
	lasting = 8
	never   = -1 // of the percentages of garbage
)

// held is how much memory the suites of a replay take; 0: it is no replay.
var held atomic.Int64

// HoldSuites has a replay under [Seldom] collect nothing before it uses so much more than the text
// of its suites, which are in files: nearly all of that lives until its suite is judged.
func HoldSuites(files []string) { hold(files, replayed) }

// HoldMutants is HoldSuites for suites whose mutants are judged.
func HoldMutants(files []string) { hold(files, mutated) }

// hold holds so many times the text of suites, within bounds.
func hold(files []string, times int64) {
	settings.Lock()
	defer settings.Unlock()
	lower()
	if before := debug.SetGCPercent(never); before != fewer {
		debug.SetGCPercent(before)
		return
	}
	size := int64(0)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil {
			size += info.Size()
		}
	}
	held.Store(min(Command+times*size, max(crowded, lasting*size)))
	debug.SetMemoryLimit(held.Load())
}
