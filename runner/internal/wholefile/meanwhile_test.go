package wholefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"assay/runner/internal/wholefile"
)

// Of all that create one file at once a single one does.
func TestAFileIsCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	var all sync.WaitGroup
	var created atomic.Int32
	for range 20 {
		all.Go(func() {
			switch err := wholefile.Create(path, []byte("text")); {
			case err == nil:
				created.Add(1)
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := created.Load(); n != 1 {
		t.Errorf("%d have created it", n)
	}
	if err := wholefile.Create(path, []byte("other")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want an error that wraps fs.ErrExist", err)
	}
	is(t, path, "text")
}

// Who replaces a text by what follows from it loses nothing of what others do.
func TestReplacingLosesNothing(t *testing.T) {
	const writers, times = 4, 10
	path := filepath.Join(t.TempDir(), "count")
	if err := wholefile.Write(path, []byte("0")); err != nil {
		t.Fatal(err)
	}
	more := func() error {
		for {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(string(text))
			if err != nil {
				return err
			}
			if err := wholefile.Replace(path, text, []byte(strconv.Itoa(n+1))); !errors.Is(err, wholefile.ErrChanged) {
				return err
			}
		}
	}
	counted(t, path, writers, times, more)
}

// A large file is compared to its end, in pieces.
func TestALargeFileIsCompared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	text := strings.Repeat("0123456789abcdef", 20_000) // 320 kB
	if err := wholefile.Write(path, []byte(text)); err != nil {
		t.Fatal(err)
	}
	for other, same := range map[string]bool{
		text: true, text[1:] + "0": false, text[:len(text)-1] + "0": false, "x" + text[1:]: false, text[:len(text)/2] + text[:len(text)/2]: true,
	} {
		if wholefile.Has(path, []byte(other)) != same {
			t.Errorf("%.3s…%s: same is not %t", other, other[len(other)-3:], same)
		}
	}
	if wholefile.Has(filepath.Dir(path), nil) || wholefile.Has(path+"r", nil) || wholefile.Has(os.DevNull, nil) {
		t.Error("a folder, a device or what is not there has a text")
	}
}

func TestAPrivateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "private")
	if err := wholefile.WritePrivate(path, []byte("text")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("its permissions are %v, %v", info.Mode().Perm(), err)
	}
}

// A link to what is not there yet is written through, and an error has no name that nobody gave.
func TestALinkToNothing(t *testing.T) {
	dir := t.TempDir()
	for _, to := range []string{"relative", filepath.Join(dir, "absolute")} {
		link := filepath.Join(dir, filepath.Base(to)+"-link")
		if err := os.Symlink(to, link); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
		if err := wholefile.Write(link, []byte("text")); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(filepath.Join(dir, filepath.Base(to))); string(text) != "text" {
			t.Errorf("%s holds %q, %v", to, text, err)
		}
	}
	missing := filepath.Join(dir, "none", "file")
	for _, err := range []error{wholefile.Write(missing, nil), wholefile.Writable(missing, false)} {
		if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), ".tmp") {
			t.Error(err)
		}
	}
}
