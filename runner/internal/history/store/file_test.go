package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
)

// Many handles that create the same new file at once lose nothing.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			db, err := store.Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			for k := range 10 {
				if err := db.Add(context.Background(), runAt(fmt.Sprint(i, "-", k), at(0), history.Observation{Status: 200}, history.Holds)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	got, err := open(t, path).Findings(context.Background(), store.Filter{})
	if err != nil || len(got) != 1 || got[0].Held != 80 {
		t.Errorf("got %+v, %v; want 80 runs", got, err)
	}
}

// A closed history is one whole file; an open one is whole together with its log, which stays
// small.
func TestCloseOrNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	add(t, db, runAt("a", at(0), history.Observation{Status: 200}, history.Holds))
	if _, err := os.Stat(path + "-wal"); err != nil {
		t.Errorf("left, and the log is gone: %v", err)
	}
	if got, err := open(t, path).Findings(context.Background(), store.Filter{}); err != nil || len(got) != 1 {
		t.Errorf("left, and another reads %v, %v", got, err)
	}
	for i := range 300 {
		add(t, db, runAt(fmt.Sprint(i), at(0), history.Observation{Status: 200}, history.Holds))
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() > 512<<10 {
		t.Errorf("the log grew to %v, %v", info, err)
	}
	other := filepath.Join(t.TempDir(), "history.db")
	db = open(t, other)
	add(t, db, runAt("a", at(0), history.Observation{Status: 200}, history.Holds))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := filepath.Glob(other + "*")
	if want := []string{other, beside.KnownFile(other), other + "-lock"}; err != nil || !slices.Equal(entries, want) {
		t.Errorf("closed, and there are %v, %v", entries, err)
	}
	if info, err := os.Stat(other); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("it may be read by others: %v, %v", info.Mode(), err)
	}
}

// made returns a SQLite file made by these statements.
func made(t *testing.T, statements string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	return path
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "history.db")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A file that is not a history of this version is rejected with a message, and unchanged.
func TestOtherFiles(t *testing.T) {
	for name, c := range map[string]struct{ path, want string }{
		"newer":      {made(t, "PRAGMA application_id = 1095979865; PRAGMA user_version = 7"), "was written by a newer assay (version 7 of the file, this assay knows 5); use that assay, or another file with --history"},
		"odd":        {made(t, "PRAGMA application_id = 1095979865; PRAGMA user_version = -1"), "has version -1, which no assay wrote (this assay knows 5); name another file with --history, or move this one away"},
		"unmarked":   {made(t, "PRAGMA user_version = 5"), "is the database of another program; name another file with --history, or move this one away"},
		"no version": {made(t, "PRAGMA application_id = 1095979865; PRAGMA user_version = 0"), "has version 0, which no assay wrote (this assay knows 5); name another file with --history, or move this one away"},
		"tables":     {made(t, "CREATE TABLE songs (title); PRAGMA application_id = 0"), "is the database of another program; name another file with --history, or move this one away"},
		"foreign":    {made(t, "CREATE TABLE songs (title)"), "is the database of another program; name another file with --history, or move this one away"},
		"text":       {written(t, strings.Repeat("this is no database\n", 100)), "is no SQLite database; name another file with --history, or move this one away"},
		"torn":       {written(t, "SQLite format 3\x00"+strings.Repeat("\x10", 200)), "is no SQLite database; name another file with --history, or move this one away"},
	} {
		t.Run(name, func(t *testing.T) {
			before, err := os.ReadFile(c.path)
			if err != nil {
				t.Fatal(err)
			}
			for how, open := range map[string]func(context.Context, string) (*store.DB, error){"open": store.Open, "existing": store.Existing} {
				_, err = open(context.Background(), c.path)
				var failure *beside.Failure
				if !errors.As(err, &failure) || err.Error() != "the history "+c.path+" "+c.want {
					t.Errorf("%s: got %v", how, err)
				}
			}
			if after, err := os.ReadFile(c.path); err != nil || string(after) != string(before) {
				t.Errorf("the file was changed, or: %v", err)
			}
		})
	}
}

// A history that cannot be created, or does not exist, is an error; a query to a missing one finds
// nothing.
func TestNoFile(t *testing.T) {
	inTheWay := filepath.Join(written(t, "a file"), "assay", "history.db")
	if _, err := store.Open(context.Background(), inTheWay); err == nil || !strings.Contains(err.Error(), "cannot be made") {
		t.Errorf("got %v", err)
	}
	for _, path := range []string{inTheWay, filepath.Join(t.TempDir(), "none.db")} {
		if db, err := store.Existing(context.Background(), path); db != nil || err != nil {
			t.Errorf("got %v, %v", db, err)
		}
	}
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		goos string
		env  map[string]string
		want string // or the error
	}{
		{"linux", map[string]string{"HOME": "/home/ada"}, "/home/ada/.local/state/assay/history.db"},
		{"linux", map[string]string{"HOME": "/home/ada", "XDG_STATE_HOME": "/state"}, "/state/assay/history.db"},
		{"linux", map[string]string{"HOME": "/home/ada", "XDG_STATE_HOME": "not/absolute"}, "/home/ada/.local/state/assay/history.db"},
		{"darwin", map[string]string{"HOME": "/Users/ada"}, "/Users/ada/Library/Application Support/assay/history.db"},
		{"windows", map[string]string{"LocalAppData": "/c/ada"}, "/c/ada/assay/history.db"},
		{"windows", nil, "%LocalAppData% is not set"},
		{"linux", nil, `$HOME is no folder: ""`},
	} {
		got, err := beside.Place(c.goos, func(name string) (string, bool) { v, ok := c.env[name]; return v, ok })
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s %v: got %s, want %s", c.goos, c.env, got, c.want)
		}
	}
}
