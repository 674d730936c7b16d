package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
)

// A run is written next to any file that is, or may become, a history, since opening one costs
// more.
func TestRunsAreLeftBesideHistories(t *testing.T) {
	run := func(id string) *history.Run {
		return runAt(id, at(0), history.Observation{Status: 200}, history.Holds)
	}
	dir := t.TempDir()
	closed, logged := filepath.Join(dir, "closed.db"), filepath.Join(dir, "logged.db")
	db := open(t, closed)
	add(t, db, run("a"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	add(t, open(t, logged), run("a")) // its marks are only in the log
	for name, c := range map[string]struct {
		path string
		held int
	}{
		"not there":       {filepath.Join(dir, "none.db"), 1},
		"empty":           {written(t, ""), 1},
		"a whole file":    {closed, 2},
		"one with a log":  {logged, 2},
		"an empty SQLite": {made(t, "VACUUM"), 1},
	} {
		leave(t, c.path, run("b"))
		if info, err := os.Stat(c.path + "-runs"); err != nil || info.Size() == 0 {
			t.Errorf("%s: the run was not left beside it (%v)", name, err)
		}
		if got := held(t, open(t, c.path)); got != c.held {
			t.Errorf("%s: held %d times, want %d", name, got, c.held)
		}
	}
}

// A line that a killed process left incomplete, of whatever length, is completed first.
func TestALineWithoutEndIsEnded(t *testing.T) {
	for torn, want := range map[string]string{"": "", "{": "{\n", "{\"id\"": "{\"id\"\n", "\n": "\n", "{}\n": "{}\n"} {
		path := filepath.Join(t.TempDir(), "history.db")
		if err := os.WriteFile(path+"-runs", []byte(torn), 0o600); err != nil {
			t.Fatal(err)
		}
		leave(t, path, runAt("a", at(0), history.Observation{Status: 200}, history.Holds))
		text, err := os.ReadFile(path + "-runs")
		if err != nil || !strings.HasPrefix(string(text), want+`{"id":"a"`) {
			t.Errorf("after %q: %q (%v)", torn, text, err)
		}
		if got := held(t, open(t, path)); got != 1 {
			t.Errorf("after %q: held %d times, want 1", torn, got)
		}
	}
}

// Any reason why a history cannot be looked for is an error, except that it cannot exist.
func TestWhatCannotBeLookedFor(t *testing.T) {
	_, err := store.Existing(context.Background(), filepath.Join(t.TempDir(), strings.Repeat("long", 100)))
	var failure *beside.Failure
	if !errors.As(err, &failure) || !strings.Contains(err.Error(), "cannot be read: ") || failure.Wrong {
		t.Errorf("got %v", err)
	}
	empty := written(t, "")
	db, err := store.Existing(context.Background(), empty)
	if err != nil || db == nil {
		t.Fatalf("an empty file: %v, %v", db, err)
	}
	defer db.Close()
	if found, err := db.Findings(context.Background(), store.Filter{}); err != nil || len(found) != 0 {
		t.Errorf("an empty file has the findings %v (%v)", found, err)
	}
}

// Other users of the machine can read neither a new history nor its folder.
func TestANewHistoryIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history.db")
	open(t, path)
	for name, want := range map[string]os.FileMode{"": 0o700 | os.ModeDir, "history.db": 0o600, "history.db-wal": 0o600} {
		if info, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil || info.Mode() != want {
			t.Errorf("%q: got %v, %v; want %v", name, info.Mode(), err, want)
		}
	}
}

// A run is kept with its sizes.
func TestARunIsKeptWithItsCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	one, two := history.Observation{Probe: "p", Status: 200}, history.Verdict{Finding: "f", Verdict: history.Holds}
	add(t, db, &history.Run{ID: "a", Started: at(0), Parts: []history.Part{
		{Suite: "A", Observations: []history.Observation{one, one, one}, Verdicts: []history.Verdict{two}},
		{Suite: "B", Observations: []history.Observation{one}, Verdicts: []history.Verdict{two}},
	}})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var observations, verdicts int
	if err := file.QueryRow("SELECT observations, verdicts FROM run").Scan(&observations, &verdicts); err != nil || observations != 4 || verdicts != 2 {
		t.Errorf("it had %d observations and %d verdicts (%v), want 4 and 2", observations, verdicts, err)
	}
}
