package yamlfmt_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/testkit"
	"assay/runner/internal/yamlfmt"
)

// Each file of testdata is formatted as its .golden says.
func TestFormat(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := yamlfmt.Format(text)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		testkit.Golden(t, strings.TrimSuffix(file, ".yaml")+".golden", string(got))
	}
}

// suites are all the documents of the tree.
func suites(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, root := range []string{"../../../suites", ".."} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
				return err
			}
			text, err := os.ReadFile(path)
			out[path] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 10 {
		t.Fatalf("only %d documents found", len(out))
	}
	return out
}

// Formatting what is formatted changes nothing, for every document of the tree;
// that the meaning and the comments stay, Format checks itself.
func TestFormatTwice(t *testing.T) {
	for path, text := range suites(t) {
		once, err := yamlfmt.Format([]byte(text))
		if err != nil {
			if strings.Contains(path, "testdata") {
				continue // documents that are wrong on purpose
			}
			t.Errorf("%s: %v", path, err)
			continue
		}
		twice, err := yamlfmt.Format(once)
		if err != nil {
			t.Errorf("%s: formatted, it cannot be formatted: %v", path, err)
			continue
		}
		if diff := cmp.Diff(string(once), string(twice)); diff != "" {
			t.Errorf("%s: formatting twice changes it:\n%s", path, diff)
		}
	}
}

// A comment that the parser passes over is not lost: the document is left as it is.
func TestFormatLosesNoComment(t *testing.T) {
	_, err := yamlfmt.Format([]byte("status: [\n  # either\n\n  200]\n"))
	if !errors.Is(err, yamlfmt.ErrLost) || !strings.Contains(err.Error(), `the comment "# either" would be lost`) {
		t.Errorf("got %v", err)
	}
}

// A document of marks and comments says nothing that a layout could hold.
func TestFormatLeavesADocumentWithoutContent(t *testing.T) {
	for _, text := range []string{"", "# a\n", "---", "--- # a\n", "---\n# a\n", "---\n...\n", "..."} {
		if out, err := yamlfmt.Format([]byte(text)); err != nil || string(out) != text {
			t.Errorf("%q formatted is %q (%v)", text, out, err)
		}
	}
	for text, want := range map[string]string{"--- ~ # a\n": "~ # a\n", "--- &a": "&a\n", "--- !!null": "!!null\n", "--- ''": "''\n"} {
		if out, err := yamlfmt.Format([]byte(text)); err != nil || string(out) != want {
			t.Errorf("%q formatted is %q (%v), want %q", text, out, err, want)
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, text := range suites(f) {
		f.Add([]byte(text))
	}
	f.Add([]byte("--- # a"))
	f.Add([]byte("a: 1\n\n# foot\n\nb: {c: 1, # one\n  d: 2}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		once, err := yamlfmt.Format(text)
		if err != nil || len(once) == 0 {
			return
		}
		twice, err := yamlfmt.Format(once)
		if err != nil {
			t.Fatalf("%q formatted is %q: %v", text, once, err)
		}
		if string(twice) != string(once) {
			t.Fatalf("%q formatted is %q, and formatted again %q", text, once, twice)
		}
	})
}
