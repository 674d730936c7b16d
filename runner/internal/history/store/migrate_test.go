package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

// undecided is a run that could not tell, for a reason of that kind.
func undecided(id, kind string) *history.Run {
	r := runAt(id, at(1), history.Observation{Status: 503}, history.Inconclusive)
	r.Parts[0].Verdicts[0].Kind, r.Parts[0].Verdicts[0].Reason = kind, "because of "+kind
	return r
}

// versionOne is a history as the first release left it, with one run: its verdicts had no
// kind of reason.
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
	if _, err := raw.Exec("ALTER TABLE verdict DROP COLUMN kind; PRAGMA user_version = 1; PRAGMA wal_checkpoint(truncate)"); err != nil {
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

// TestAnEarlierHistoryGoesOn: what it has is kept, and what comes has the kind of reason.
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

// TestARunThatWaitsKeepsItsKind: runs are left in a file of JSON lines first.
func TestARunThatWaitsKeepsItsKind(t *testing.T) {
	path := versionOne(t)
	if err := store.Leave(context.Background(), path, undecided("2", "took_long")); err != nil {
		t.Fatal(err)
	}
	if f := one(t, open(t, path)); f.Undecided != 2 || f.Kind != "took_long" {
		t.Errorf("got %+v", f)
	}
}

// A file that is only read keeps its version.
func TestAnEarlierHistoryIsReadWhereItCannotBeWritten(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("it needs a user whom a read-only folder stops; this is root")
	}
	path := versionOne(t)
	for name, mode := range map[string]os.FileMode{path: 0o400, filepath.Dir(path): 0o500} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Dir(path), 0o700) }) //nolint:errcheck // removed with the rest
	db, err := store.Existing(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if f := one(t, db); f.Undecided != 1 || f.Kind != "" || f.Reason != "because of unless" {
		t.Errorf("got %+v", f)
	}
}
