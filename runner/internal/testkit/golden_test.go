package testkit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/testkit"
)

// recorder is a test that keeps what it is failed with.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func TestGolden(t *testing.T) {
	dir := t.TempDir()
	kept, missing := filepath.Join(dir, "kept.golden"), filepath.Join(dir, "missing.golden")
	if err := os.WriteFile(kept, []byte("one\ntwo\nthree\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("UPDATE_GOLDEN", "")
	for _, c := range []struct {
		path, got string
		says      []string // parts of the only error; none: the test passes
	}{
		{path: kept, got: "one\ntwo\nthree\n"},
		{kept, "one\n2\nthree\n", []string{kept, "UPDATE_GOLDEN=1", "-two\n+2\n"}},
		{kept, "one\ntwo\nthree", []string{kept, "-three\n+three\n\\ No newline at end of file"}},
		{missing, "new\n", []string{missing, "UPDATE_GOLDEN=1", "new\n"}},
	} {
		r := &recorder{TB: t}
		testkit.Golden(r, c.path, c.got)
		if len(r.said) != min(len(c.says), 1) {
			t.Errorf("%q: %d errors: %q", c.got, len(r.said), r.said)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(r.said[0], part) {
				t.Errorf("%q: the error lacks %q:\n%s", c.got, part, r.said[0])
			}
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("a missing file was written without UPDATE_GOLDEN")
	}
}

func TestGoldenIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.golden")
	t.Setenv("UPDATE_GOLDEN", "1")
	for _, text := range []string{"first\n", "second\n"} {
		r := &recorder{TB: t}
		testkit.Golden(r, path, text)
		if got, err := os.ReadFile(path); err != nil || string(got) != text || len(r.said) > 0 {
			t.Errorf("got %q, %v; the test says %q", got, err, r.said)
		}
	}
}
