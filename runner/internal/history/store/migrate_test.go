package store_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
)

// undecided returns an inconclusive run with a reason of that kind.
func undecided(id, kind string) *history.Run {
	r := runAt(id, at(1), history.Observation{Status: 503}, history.Inconclusive)
	r.Parts[0].Verdicts[0].Kind, r.Parts[0].Verdicts[0].Reason = kind, "because of "+kind
	return r
}

// versionThree writes the runs as a release did that kept a row for each observation and verdict,
// all of one time.
func versionThree(t *testing.T, path string, runs ...*history.Run) {
	t.Helper()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := raw.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TABLE run (
			id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, mode TEXT NOT NULL, tool TEXT NOT NULL, vantage TEXT NOT NULL,
			started INTEGER NOT NULL, duration INTEGER NOT NULL, requests INTEGER NOT NULL, interrupted INTEGER NOT NULL,
			observations INTEGER NOT NULL, verdicts INTEGER NOT NULL
		) STRICT;
		CREATE TABLE observation (
			id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, suite TEXT NOT NULL, probe TEXT NOT NULL,
			sample INTEGER NOT NULL, target TEXT NOT NULL, at INTEGER, duration INTEGER NOT NULL, first_byte INTEGER NOT NULL,
			status INTEGER NOT NULL, answer TEXT NOT NULL, error TEXT NOT NULL, missing TEXT NOT NULL,
			limited INTEGER NOT NULL, cools INTEGER NOT NULL, told_header TEXT NOT NULL DEFAULT '', told TEXT NOT NULL DEFAULT '',
			told_wait INTEGER, told_by TEXT NOT NULL DEFAULT ''
		) STRICT;
		CREATE TABLE verdict (
			id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, suite TEXT NOT NULL, finding TEXT NOT NULL,
			claim TEXT NOT NULL, probe TEXT NOT NULL, target TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, kind TEXT NOT NULL DEFAULT ''
		) STRICT;
		CREATE TABLE answer (
			id INTEGER PRIMARY KEY, suite TEXT NOT NULL, item TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL
		) STRICT;
		CREATE INDEX observation_cools ON observation (target, id) WHERE cools;
		CREATE INDEX answer_item ON answer (suite, item);
		PRAGMA application_id = 1095979865;
		PRAGMA user_version = 3;
		PRAGMA journal_mode = wal`)
	for i, r := range runs {
		exec("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)", i+1, r.ID, r.Mode, r.Tool, r.Vantage, r.Started.UnixMicro(), r.Duration.Microseconds(), r.Requests, r.Interrupted)
		for _, p := range r.Parts {
			for _, o := range p.Observations {
				told, wait := history.Told{}, any(nil)
				if o.Told != nil {
					told, wait = *o.Told, o.Told.Wait.Microseconds()
				}
				at := any(nil)
				if !o.At.IsZero() {
					at = o.At.UnixMicro()
				}
				exec("INSERT INTO observation VALUES (NULL"+strings.Repeat(", ?", 18)+")", i+1, p.Suite, o.Probe, o.Sample, o.Target, at, o.Duration.Microseconds(),
					o.FirstByte.Microseconds(), o.Status, o.Answer, o.Error, o.Missing, o.Limited, o.Cools, told.Header, told.Reading, wait, o.ToldBy)
			}
			for _, v := range p.Verdicts {
				exec("INSERT INTO verdict VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", i+1, p.Suite, v.Finding, v.Claim, v.Probe, v.Target, v.Verdict, v.Reason, v.Kind)
			}
		}
	}
}

// versionTwo is a history as a release before wrote it, with one run.
func versionTwo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.db")
	versionThree(t, path, undecided("1", "unless"))
	change(t, path, `ALTER TABLE observation DROP COLUMN told_header; ALTER TABLE observation DROP COLUMN told;
		ALTER TABLE observation DROP COLUMN told_wait; ALTER TABLE observation DROP COLUMN told_by; PRAGMA user_version = 2`)
	return path
}

// versionOne is a history as the first release wrote it, with one run: its verdicts had no kind of
// reason.
func versionOne(t *testing.T) string {
	t.Helper()
	path := versionTwo(t)
	change(t, path, "ALTER TABLE verdict DROP COLUMN kind; PRAGMA user_version = 1")
	return path
}

// change changes a closed history by statements.
func change(t *testing.T, path, statements string) {
	t.Helper()
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(statements + "; PRAGMA wal_checkpoint(truncate)"); err != nil {
		t.Fatal(err)
	}
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
	if err := beside.Leave(context.Background(), path, undecided("2", "took_long")); err != nil {
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
		"left":  func(path string, r *history.Run) error { return beside.Leave(ctx, path, r) },
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
