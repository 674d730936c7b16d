package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

// undecided returns an inconclusive run with a reason of that kind.
func undecided(id, kind string) *history.Run {
	r := runAt(id, at(1), history.Observation{Status: 503}, history.Inconclusive)
	r.Parts[0].Verdicts[0].Kind, r.Parts[0].Verdicts[0].Reason = kind, "because of "+kind
	return r
}

// versionOne is a history as the first release wrote it, with one run: its verdicts had no kind of
// reason.
func versionOne(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.db")
	db, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	add(t, db, undecided("1", "unless"))
	db.Close()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, column := range []string{"told_header", "told", "told_wait", "told_by"} {
		if _, err := raw.Exec("ALTER TABLE observation DROP COLUMN " + column); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := raw.Exec("ALTER TABLE verdict DROP COLUMN kind; PRAGMA user_version = 1; PRAGMA wal_checkpoint(truncate)"); err != nil {
		t.Fatal(err)
	}
	return path
}

// versionTwo is a history as a later release wrote it: its verdicts had a kind of reason.
func versionTwo(t *testing.T) string {
	t.Helper()
	path := versionOne(t)
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec("ALTER TABLE verdict ADD COLUMN kind TEXT NOT NULL DEFAULT 'unless'; PRAGMA user_version = 2; PRAGMA wal_checkpoint(truncate)"); err != nil {
		t.Fatal(err)
	}
	return path
}

func one(t *testing.T, db *store.DB) *history.Finding {
	t.Helper()
	got, err := db.Findings(context.Background(), store.Filter{})
	if err != nil || len(got) != 1 {
		t.Fatalf("got %d findings, %v", len(got), err)
	}
	return got[0]
}

// TestAnEarlierHistoryGoesOn: its runs are kept, and new ones have the kind of reason.
func TestAnEarlierHistoryGoesOn(t *testing.T) {
	path := versionOne(t)
	for range 2 { // the second finds it up to date
		f := one(t, open(t, path))
		if f.Undecided != 1 || f.Kind != "" || f.Reason != "because of unless" {
			t.Errorf("got %+v", f)
		}
	}
	db := open(t, path)
	add(t, db, undecided("2", "no_answer"))
	if f := one(t, db); f.Undecided != 2 || f.Kind != "no_answer" || f.Reason != "because of no_answer" {
		t.Errorf("got %+v", f)
	}
}

// TestARunThatWaitsKeepsItsKind: runs are first written to a file of JSON lines.
func TestARunThatWaitsKeepsItsKind(t *testing.T) {
	path := versionOne(t)
	if err := store.Leave(context.Background(), path, undecided("2", "took_long")); err != nil {
		t.Fatal(err)
	}
	if f := one(t, open(t, path)); f.Undecided != 2 || f.Kind != "took_long" {
		t.Errorf("got %+v", f)
	}
}

// TestToldResetsAreKept: in the history, and while a run waits to be added.
func TestToldResetsAreKept(t *testing.T) {
	ctx := context.Background()
	told := &history.Told{Header: "Retry-After", Reading: "5 s", Wait: 5 * time.Second}
	limited := func(id string, probe, by string, after time.Duration) *history.Run {
		o := history.Observation{Status: 429, Limited: true, Cools: true, Told: told, ToldBy: by}
		r := runAt(id, at(1).Add(after), o, history.Broken)
		r.Parts[0].Observations[0].Probe = probe
		return r
	}
	for name, keep := range map[string]func(path string, r *history.Run) error{
		"added": func(path string, r *history.Run) error { return open(t, path).Add(ctx, r) },
		"left":  func(path string, r *history.Run) error { return store.Leave(ctx, path, r) },
	} {
		path := versionOne(t)
		for _, r := range []*history.Run{limited("2", "burst", "", 0), limited("3", "in-time", "burst", 6*time.Second)} {
			if err := keep(path, r); err != nil {
				t.Fatal(err)
			}
		}
		db := open(t, path)
		limits, err := db.Limits(ctx, store.Filter{})
		if err != nil || len(limits) != 1 {
			t.Fatalf("%s: %d limits, %v", name, len(limits), err)
		}
		if p := limits[0].Promises; limits[0].Probe != "burst" || p.Counts[history.Untrue] != 1 || p.Last.Told != *told || p.Next.Told != *told {
			t.Errorf("%s: got %+v", name, limits[0])
		}
		l, err := db.LastLimit(ctx, limits[0].Target, at(9))
		if err != nil || l == nil || !l.Tells || l.Told != told.Wait {
			t.Errorf("%s: the last limit is %+v, %v", name, l, err)
		}
	}
}
