package cli

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"assay/runner/internal/history"
)

// old is a run of suites, long ago.
func old(when time.Time, suites ...string) *history.Run {
	r := &history.Run{ID: fmt.Sprint(when.UnixMicro(), suites), Mode: "live", Started: when}
	for _, s := range suites {
		r.Parts = append(r.Parts, history.Part{Suite: s, Verdicts: []history.Verdict{{Finding: "order", Verdict: history.Holds}}})
	}
	return r
}

// A watch forgets its own old runs once a day, and says so once; runs of other suites stay.
func TestWatchForgetsOldRuns(t *testing.T) {
	ctx := context.Background()
	var said bytes.Buffer
	p := &process{err: &said}
	past, err := remember(ctx, p, pastFlags{file: filepath.Join(t.TempDir(), "history.db")}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer past.Close()
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, r := range []*history.Run{
		old(start.AddDate(0, 0, -401), "Shop"), old(start.AddDate(0, 0, -401), "Shop", "Other"), old(start.AddDate(0, 0, -500), "Other"),
		old(start.AddDate(0, 0, -400).Add(time.Hour), "Shop"), old(start.AddDate(0, 0, -10), "Shop"),
	} {
		past.Keep(ctx, r)
	}
	left := func() int { return keptRuns(t, past.Path) }
	k := keeping{text: "400d"}
	if err := k.check(); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		now  time.Time
		left int
	}{
		{start, 4},
		{start.Add(2 * time.Hour), 4}, // the same day
		{start.Add(24 * time.Hour), 3},
		{start.Add(30 * 24 * time.Hour), 3},
		{start.Add(395 * 24 * time.Hour), 2},
	} {
		if k.round(ctx, p, c.now, past, []string{"Shop"}); left() != c.left {
			t.Errorf("round %d: %d runs left, want %d", i, left(), c.left)
		}
	}
	if want := "assay: 1 run before 2025-01-25 12:00 UTC forgotten (--keep 400d)\n"; said.String() != want {
		t.Errorf("said %q, want %q", said.String(), want)
	}
}

// The command forgets before its first round ends; --keep all forgets nothing.
func TestWatchKeep(t *testing.T) {
	for keep, want := range map[string]int{"all": 3, "30d": 2} {
		w := startWatch(t, "--keep", keep, "--rounds", "2")
		w.request()
		p := &process{}
		past, err := remember(context.Background(), p, pastFlags{file: filepath.Join(w.dir, "assay", "history.db")}, true)
		if err != nil {
			t.Fatal(err)
		}
		past.Keep(context.Background(), old(time.Now().AddDate(0, 0, -31), "Shop"))
		past.Close()
		w.status <- 200
		w.round(200)
		told := ""
		for line := range w.lines {
			told += line + "\n"
		}
		_ = w.cmd.Wait()
		if runs := keptRuns(t, past.Path); runs != want {
			t.Errorf("--keep %s: %d runs are kept, want %d", keep, runs, want)
		}
		if said := regexp.MustCompile(`(?m)^assay: 1 run before .* forgotten \(--keep 30d\)$`).MatchString(told); said != (keep == "30d") {
			t.Errorf("--keep %s said:\n%s", keep, told)
		}
	}
}
