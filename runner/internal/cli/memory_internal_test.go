package cli

import "testing"

// A run never gets so little memory that the collector runs all the time, nor, at once, much more
// than it uses.
func TestMemoryFollowsTheUse(t *testing.T) {
	const mib = 1 << 20
	before := int64(0)
	for live := int64(0); live < 4<<30; live += mib {
		got := bound(live)
		if got < smallHeap || got < live+live/10+aside {
			t.Fatalf("a run that uses %d MiB may take %d MiB", live/mib, got/mib)
		}
		if got > max(live*3/2+smallHeap, live+ample) {
			t.Fatalf("a run that uses %d MiB may take %d MiB", live/mib, got/mib)
		}
		if got < before || got > before+10*mib && live > 0 {
			t.Fatalf("from %d MiB in use on, the bound goes from %d to %d MiB", live/mib, before/mib, got/mib)
		}
		before = got
	}
	if got := bound(50 * mib); got != smallHeap {
		t.Errorf("a small run may take %d MiB", got/mib)
	}
}
