package store_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"assay/runner/internal/history/store"
)

// nobody is a user without rights.
const nobody = 65534

// readOnly makes a file and its folder read-only for the test, for root too: the files that
// the test's thread opens are opened as nobody.
func readOnly(t *testing.T, path string) {
	t.Helper()
	folder := filepath.Dir(path)
	for name, mode := range map[string]os.FileMode{path: 0o444, folder: 0o555, filepath.Dir(folder): 0o755} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(folder, 0o700) }) //nolint:errcheck // removed with the rest
	if os.Geteuid() != 0 {
		return
	}
	runtime.LockOSThread() // the thread ends with the test's goroutine, and its user with it
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Setfsuid(0) }) //nolint:errcheck // so that the folder can be removed
	if _, err := os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
		f.Close()
		t.Fatal("the file can be written all the same")
	}
}

// A file that is only read keeps its version.
func TestAnEarlierHistoryIsReadWhereItCannotBeWritten(t *testing.T) {
	path := versionOne(t)
	readOnly(t, path)
	db, err := store.Existing(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if f := one(t, db); f.Undecided != 1 || f.Kind != "" || f.Reason != "because of unless" {
		t.Errorf("got %+v", f)
	}
}
