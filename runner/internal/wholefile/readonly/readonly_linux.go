package readonly

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// Folder makes a folder and the files in it read-only until the test ends. Root may write all the
// same; so the test's goroutine gives that right up (capabilities(7)). What it starts in other
// goroutines still has it.
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
	runtime.LockOSThread()                         // capabilities are the thread's, which ends with the test's goroutine
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var mine [2]unix.CapUserData
	if err := unix.Capget(&header, &mine[0]); err != nil {
		t.Fatal(err)
	}
	mine[0].Effective &^= 1<<unix.CAP_DAC_OVERRIDE | 1<<unix.CAP_DAC_READ_SEARCH
	if err := unix.Capset(&header, &mine[0]); err != nil {
		t.Fatal(err)
	}
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
