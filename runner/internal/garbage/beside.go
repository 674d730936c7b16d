package garbage

import "runtime/debug"

const (
	// leastHeap is the memory in use that the runtime reckons with at least when it decides how much
	// garbage may be beside it.
	leastHeap = 4 << 20
	// mostBeside is the most memory that work beside a run adds.
	mostBeside = 8 << 20
)

// raised is the percentage that [Beside] has set; 0: none.
var raised int

// Beside keeps work beside a run under [Seldom] from bringing a collection forward: the work
// allocates about so many bytes and lets go of them all, and a collection would search what the run
// holds. It lasts until the next collection.
func Beside(bytes int64) {
	settings.Lock()
	defer settings.Unlock()
	if before := debug.SetGCPercent(never); before != fewer {
		debug.SetGCPercent(before)
		return
	}
	raised = fewer + int(max(0, min(bytes, mostBeside))*100/leastHeap)
	debug.SetGCPercent(raised)
}

// lower ends what Beside has set. settings are locked.
func lower() {
	if raised == 0 {
		return
	}
	if before := debug.SetGCPercent(fewer); before != raised {
		debug.SetGCPercent(before)
	}
	raised = 0
}
