package readonly

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// nobody is a user without rights.
const nobody = 65534

// Folder makes a folder below the test's temporary one and the files in it read-only until the
// test ends. For root, the files that the test's goroutine opens are opened as nobody: what it
// starts in other goroutines still has root's rights.
func Folder(t testing.TB, folder string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		change(t, filepath.Join(folder, f.Name()), 0o444)
	}
	change(t, folder, 0o555)
	t.Cleanup(func() { change(t, folder, 0o700) }) // so that it can be removed
	if os.Geteuid() != 0 {
		return
	}
	for above := filepath.Dir(folder); above != filepath.Clean(os.TempDir()) && above != filepath.Dir(above); above = filepath.Dir(above) {
		change(t, above, 0o755)
	}
	runtime.LockOSThread() // the thread ends with the test's goroutine, and its user with it
	if err := syscall.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setfsuid(0); err != nil {
			t.Fatal(err)
		}
	})
	if f, err := os.CreateTemp(folder, ""); err == nil {
		f.Close()
		t.Fatal("the folder can be written to all the same")
	}
}

func change(t testing.TB, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}
