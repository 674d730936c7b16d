package wholefile_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/wholefile"
)

// dies names the file that a child process dies over.
const dies = "WHOLEFILE_TEST_DIES"

// TestMain lets the test binary die in the middle of writing a file.
func TestMain(m *testing.M) {
	if path := os.Getenv(dies); path != "" {
		_ = wholefile.WriteFrom(path, func(w io.Writer) error {
			io.WriteString(w, "half of the new te")
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			select {}
		})
	}
	os.Exit(m.Run())
}

func old(t *testing.T, name string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	return path
}

// is fails unless path holds text and is the only file in its folder.
func is(t *testing.T, path, text string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%s holds %q, %v; want %q", filepath.Base(path), got, err, text)
	}
	entries, _ := os.ReadDir(filepath.Dir(path))
	if len(entries) != 1 {
		t.Errorf("beside it stands something: %v", entries)
	}
}

func TestANewTextTakesTheOldOnesPlace(t *testing.T) {
	path := old(t, "a[1].yaml")
	if err := wholefile.Write(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	is(t, path, "new")
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("its permissions became %s", info.Mode().Perm())
	}
}

func TestANewFileCanBeReadByEveryone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new")
	if err := wholefile.Write(path, []byte("text")); err != nil {
		t.Fatal(err)
	}
	is(t, path, "text")
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o644 {
		t.Errorf("its permissions are %s", info.Mode().Perm())
	}
}

func TestAFailedWriteLeavesTheOldFile(t *testing.T) {
	path := old(t, "report.json")
	ink := errors.New("out of ink")
	err := wholefile.WriteFrom(path, func(w io.Writer) error {
		io.WriteString(w, "half")
		return ink
	})
	if !errors.Is(err, ink) {
		t.Errorf("the error is %v", err)
	}
	is(t, path, "old")
}

// A process that is killed in the middle leaves only the old file; if the file system has no files
// without names, the next write removes the temporary file.
func TestAKilledWriteLeavesNothing(t *testing.T) {
	path := old(t, "suite.yaml")
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), dies+"="+path)
	if err := c.Run(); err == nil {
		t.Fatal("the process was not killed")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*.tmp")); len(left) > 0 {
		if err := wholefile.Write(path, []byte("old")); err != nil {
			t.Fatal(err)
		}
	}
	is(t, path, "old")
}

// What an earlier process left of this file goes; what only looks like it stays.
func TestTheNextWriteTakesAwayWhatIsLeft(t *testing.T) {
	path := old(t, "suite.yaml")
	dir := filepath.Dir(path)
	for _, name := range []string{".suite.yaml.123.tmp", ".suite.yaml.tmp", ".suite.yaml.mine.tmp", ".other.yaml.123.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := wholefile.Write(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 4 || entries[0].Name() != ".other.yaml.123.tmp" {
		t.Errorf("there are %v", entries)
	}
}

func TestALinkKeepsPointing(t *testing.T) {
	path := old(t, "real")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := wholefile.Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	is(t, path, "new")
	if to, err := os.Readlink(link); err != nil || to != path {
		t.Errorf("the link points at %q, %v", to, err)
	}
}

func TestWhatMayNotGiveWayIsFoundOutBefore(t *testing.T) {
	readOnly := old(t, "read-only")
	if err := os.Chmod(readOnly, 0o444); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(old(t, "file"), "below")
	missing := filepath.Join(t.TempDir(), "none", "file")
	for path, c := range map[string]struct {
		mkdir bool
		want  string
	}{
		readOnly:    {false, "it is read-only (-r--r--r--)"},
		t.TempDir(): {false, "it is no regular file (d"},
		below:       {true, "is no folder"},
		missing:     {false, "a new file has no place in "},
	} {
		err := wholefile.Writable(path, c.mkdir)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", filepath.Base(path), err, c.want)
		}
		if err := wholefile.Write(path, nil); err == nil {
			t.Errorf("%s was written all the same", filepath.Base(path))
		}
	}
	if err := wholefile.Writable(missing, true); err != nil {
		t.Errorf("a folder that will be made: %v", err)
	}
	fine := old(t, "fine")
	if err := wholefile.Writable(fine, false); err != nil {
		t.Error(err)
	}
	is(t, fine, "old")
	if err := wholefile.Write(readOnly, nil); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("read-only: %v", err)
	}
}

// A file is replaced only while it has the text that it was read with.
func TestWhatChangedMeanwhileStays(t *testing.T) {
	path := old(t, "suite.yaml")
	for _, was := range []string{"", "ol", "odd", "older"} {
		if err := wholefile.Replace(path, []byte(was), []byte("new")); !errors.Is(err, wholefile.ErrChanged) {
			t.Errorf("read as %q: %v", was, err)
		}
		is(t, path, "old")
	}
	if err := wholefile.Replace(path, []byte("old"), []byte("new")); err != nil {
		t.Error(err)
	}
	is(t, path, "new")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Replace(path, []byte("new"), []byte("newer")); !errors.Is(err, wholefile.ErrChanged) {
		t.Errorf("removed: %v", err)
	}
}

// What cannot be replaced is written to.
func TestADeviceIsWrittenTo(t *testing.T) {
	if !wholefile.InPlace(os.DevNull) {
		t.Fatal("the null device would be replaced")
	}
	if err := wholefile.WriteFrom(os.DevNull, func(w io.Writer) error { _, err := io.WriteString(w, "text"); return err }); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("it became %v, %v", info, err)
	}
}

// Of many writers at once each writes a whole file, and nothing is left.
func TestManyWritersAtOnce(t *testing.T) {
	path := old(t, "file")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := wholefile.Write(path, []byte(strings.Repeat(fmt.Sprintf("%02d", i), 5000))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	text, _ := os.ReadFile(path)
	if len(text) != 10_000 {
		t.Fatalf("%d bytes", len(text))
	}
	is(t, path, strings.Repeat(string(text[:2]), 5000))
}

func TestARenamedFileReplacesNone(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "a.http"), filepath.Join(dir, "a.fixture")
	if err := wholefile.Write(from, []byte("text")); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Rename(from, to); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(to); string(text) != "text" || err != nil {
		t.Fatalf("read %q, %v", text, err)
	}
	if err := wholefile.Write(from, []byte("other")); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Rename(from, to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want an error that wraps fs.ErrExist", err)
	}
	if text, err := os.ReadFile(to); string(text) != "text" || err != nil {
		t.Errorf("read %q, %v", text, err)
	}
}
