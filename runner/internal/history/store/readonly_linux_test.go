package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/history/store"
	"assay/runner/internal/wholefile/readonly"
)

// A file that is only read keeps its version.
func TestAnEarlierHistoryIsReadWhereItCannotBeWritten(t *testing.T) {
	path := versionOne(t)
	readonly.Folder(t, filepath.Dir(path))
	db, err := store.Existing(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if f := one(t, db); f.Undecided != 1 || f.Kind != "" || f.Reason != "because of unless" {
		t.Errorf("got %+v", f)
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
