package garbage

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"testing"
)

// A run never gets so little memory that the collector runs all the time, nor, at once, much more
// than it uses.
func TestMemoryFollowsTheUse(t *testing.T) {
	const mib = 1 << 20
	for _, small := range []int64{Command, Test} {
		before := int64(0)
		for live := int64(0); live < 4<<30; live += mib {
			got := bound(small, live)
			if got < small || got < live+live/10+aside {
				t.Fatalf("a run that uses %d MiB may take %d MiB", live/mib, got/mib)
			}
			if got > max(live*3/2+small, live+ample) {
				t.Fatalf("a run that uses %d MiB may take %d MiB", live/mib, got/mib)
			}
			if got < before || got > before+10*mib && live > 0 {
				t.Fatalf("from %d MiB in use on, the bound goes from %d to %d MiB", live/mib, before/mib, got/mib)
			}
			before = got
		}
		if got := bound(small, 50*mib); got != small {
			t.Errorf("a small run may take %d MiB", got/mib)
		}
	}
}

// What a program, or who runs it, has set stays as it is, and what a run sets ends with it.
func TestSettingsAreRestored(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	now := func() (percent int, limit int64) {
		percent = debug.SetGCPercent(usual)
		debug.SetGCPercent(percent)
		return percent, debug.SetMemoryLimit(-1)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(usual))
	_, limit := now()
	restore := Seldom(Test)
	if percent, bounded := now(); percent != fewer || bounded != Test {
		t.Errorf("a run has %d %%, %d bytes", percent, bounded)
	}
	restore()
	if percent, after := now(); percent != usual || after != limit {
		t.Errorf("after the run there are %d %%, %d bytes", percent, after)
	}
	debug.SetGCPercent(50)
	Seldom(Test)()
	if percent, _ := now(); percent != 50 {
		t.Errorf("the program's own 50 %% are %d %%", percent)
	}
	debug.SetGCPercent(usual)
	const own = 64 << 20
	debug.SetMemoryLimit(own)
	restore = Seldom(Test)
	if percent, bounded := now(); percent != usual || bounded != own {
		t.Errorf("the program's own limit of %d bytes is %d, with %d %%", own, bounded, percent)
	}
	restore()
	debug.SetMemoryLimit(limit)
	t.Setenv("GOGC", "off")
	defer Seldom(Test)()
	if percent, _ := now(); percent != usual {
		t.Errorf("GOGC is set, and there are %d %%", percent)
	}
}

// A replay of a large suite collects nothing before it uses what the suite takes, within bounds;
// where somebody else has set how garbage is collected, that stays.
func TestAReplayHoldsItsSuites(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	suite := filepath.Join(t.TempDir(), "a.suite.yaml")
	if err := os.WriteFile(suite, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(usual))
	HoldSuites([]string{suite})
	if percent := debug.SetGCPercent(usual); percent != usual {
		t.Errorf("the program's own %d %% are %d %%", usual, percent)
	}
	defer held.Store(0)
	defer Seldom(Command)()
	for files, want := range map[int]int64{1: Command + replayed<<20, 20: crowded, 1000: lasting * 1000 << 20} {
		debug.SetGCPercent(fewer)
		HoldSuites(slices.Repeat([]string{suite}, files))
		if got := debug.SetMemoryLimit(-1); got != want {
			t.Errorf("a replay of %d suites takes %d bytes instead of %d", files, got, want)
		}
		if percent := debug.SetGCPercent(fewer); percent != never {
			t.Errorf("it collects at %d %%", percent)
		}
	}
	debug.SetGCPercent(fewer)
	HoldMutants([]string{suite})
	if got, want := debug.SetMemoryLimit(-1), int64(Command+mutated<<20); got != want {
		t.Errorf("the mutants of a suite take %d bytes instead of %d", got, want)
	}
}

// Work beside a run has room of its own until the next collection, within bounds; where something
// else is set, that stays.
func TestWorkBesideARun(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	now := func() int {
		percent := debug.SetGCPercent(usual)
		debug.SetGCPercent(percent)
		return percent
	}
	defer debug.SetGCPercent(debug.SetGCPercent(usual))
	if Beside(leastHeap); now() != usual {
		t.Errorf("without a run there are %d %%", now())
	}
	restore := Seldom(Command)
	for bytes, want := range map[int64]int{leastHeap / 2: fewer + 50, 1 << 40: fewer + 200, -1: fewer} {
		if Beside(bytes); now() != want {
			t.Errorf("for %d bytes there are %d %%, want %d %%", bytes, now(), want)
		}
		settings.Lock()
		lower() // as after a collection
		settings.Unlock()
		if now() != fewer {
			t.Errorf("after a collection there are %d %%", now())
		}
	}
	Beside(leastHeap)
	restore()
	if now() != usual {
		t.Errorf("after the run there are %d %%", now())
	}
	restore = Seldom(Command)
	defer restore()
	Beside(leastHeap)
	defer held.Store(0)
	HoldSuites(nil)
	if Beside(leastHeap); now() != never {
		t.Errorf("suites are held with %d %%", now())
	}
}
