package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
	"assay/runner/internal/wholefile/readonly"
)

// A file that is only read keeps its version, and a log that is empty is no obstacle.
func TestAnEarlierHistoryIsReadWhereItCannotBeWritten(t *testing.T) {
	for kind, path := range map[string]string{"": versionOne(t), "unless": versionTwo(t)} {
		t.Run(kind, func(t *testing.T) {
			if err := os.WriteFile(path+"-wal", nil, 0o644); err != nil {
				t.Fatal(err)
			}
			readonly.Folder(t, filepath.Dir(path))
			db, err := store.Existing(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if f := one(t, db); f.Undecided != 1 || f.Kind != kind || f.Reason != "because of unless" {
				t.Errorf("got %+v", f)
			}
			limits, err := db.Limits(context.Background(), store.Filter{})
			if err != nil || len(limits) != 0 {
				t.Errorf("got %d limits, %v", len(limits), err)
			}
		})
	}
}

// Runs that wait, and a log that is not empty, cannot be read there.
func TestWhatWaitsCannotBeReadWhereNothingCanBeWritten(t *testing.T) {
	for name, add := range map[string]func(path string) error{
		"a log": func(path string) error { return os.WriteFile(path+"-wal", []byte("x"), 0o644) },
		"a run": func(path string) error { return beside.Leave(context.Background(), path, undecided("2", "unless")) },
	} {
		t.Run(name, func(t *testing.T) {
			path := versionTwo(t)
			if err := open(t, path).Close(); err != nil { // it is up to date now
				t.Fatal(err)
			}
			if err := add(path); err != nil {
				t.Fatal(err)
			}
			readonly.Folder(t, filepath.Dir(path))
			if db, err := store.Existing(context.Background(), path); err == nil {
				t.Errorf("it was read: %v", db.Path())
			}
		})
	}
}

// A new history in a read-only folder is refused with the next step.
func TestANewHistoryNeedsAFolderThatCanBeWritten(t *testing.T) {
	folder := t.TempDir()
	readonly.Folder(t, folder)
	_, err := store.Open(context.Background(), filepath.Join(folder, "history.db"))
	if err == nil || !strings.Contains(err.Error(), "cannot be written: its folder or the file is read-only; name another file with --history") {
		t.Errorf("got %v", err)
	}
}
