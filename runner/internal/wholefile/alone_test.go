//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package wholefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"assay/runner/internal/wholefile"
)

// Whoever reads, changes and writes with the lock held loses nothing of what others write.
func TestALockIsForOneAtATime(t *testing.T) {
	const writers, times = 8, 25
	path := filepath.Join(t.TempDir(), "count")
	if err := os.WriteFile(path, []byte("0"), 0o600); err != nil {
		t.Fatal(err)
	}
	more := func() error {
		defer wholefile.Lock(filepath.Dir(path))()
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(string(text))
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strconv.Itoa(n+1)), 0o600)
	}
	counted(t, path, writers, times, more)
}

// A file has one owner, whose lines no other empties, and is inherited after its end.
func TestAFileHasOneOwner(t *testing.T) {
	path := old(t, "lines")
	inherited := func() (was bool) {
		wholefile.Inherit(path, func() {
			was = true
			if _, err := wholefile.Own(path); !errors.Is(err, wholefile.ErrOwned) {
				t.Errorf("who inherits does not own it: %v", err)
			}
		})
		return was
	}
	first, err := wholefile.Own(path)
	if err != nil {
		t.Fatal(err)
	}
	is(t, path, "")
	if _, err := first.WriteString("a line\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := wholefile.Own(path); !errors.Is(err, wholefile.ErrOwned) {
		t.Errorf("a second owner got %v", err)
	}
	if inherited() {
		t.Error("it is inherited while it has an owner")
	}
	is(t, path, "a line\n")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if !inherited() {
		t.Error("it is not inherited after its owner's end")
	}
	is(t, path, "a line\n")
	second, err := wholefile.Own(path)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	is(t, path, "")
}

// A device has no owner, a new file one, and what is not there or no file is inherited by nobody.
func TestWhatHasNoOwner(t *testing.T) {
	for range 2 {
		f, err := wholefile.Own(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
	}
	dir := t.TempDir()
	if f, err := wholefile.Own(filepath.Join(dir, "none", "lines")); err == nil {
		t.Errorf("%s has an owner", f.Name())
	}
	f, err := wholefile.Own(filepath.Join(dir, "new"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, path := range []string{filepath.Join(dir, "none"), dir, os.DevNull} {
		wholefile.Inherit(path, func() { t.Errorf("%s is inherited", path) })
	}
}

// counted has writers add one to the number in a file, each so many times, and checks the sum.
func counted(t *testing.T, path string, writers, times int, more func() error) {
	t.Helper()
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range times {
				if err := more(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	is(t, path, strconv.Itoa(writers*times))
}
