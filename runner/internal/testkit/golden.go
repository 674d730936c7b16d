package testkit

import (
	"os"
	"testing"

	"github.com/aymanbagabas/go-udiff"

	"assay/runner/internal/wholefile"
)

// Update reports whether golden files are written instead of compared, and files that tests keep
// in step with the code, such as tables in docs/: the variable UPDATE_GOLDEN is set.
func Update() bool { return os.Getenv("UPDATE_GOLDEN") != "" }

// Golden compares got with the text of the file at path. With [Update] it writes the file instead.
// It reports each difference with its lines, and how to accept it.
func Golden(t testing.TB, path, got string) {
	t.Helper()
	want, err := os.ReadFile(path)
	switch {
	case err == nil && string(want) == got:
		return
	case Update():
		Write(t, path, got)
		return
	case err != nil:
		t.Errorf("%v: with UPDATE_GOLDEN=1 the test writes it:\n%s", err, got)
		return
	}
	diff, err := udiff.ToUnified(path, "got", string(want), udiff.Lines(string(want), got), 3)
	if err != nil {
		t.Errorf("%s differs: %v", path, err)
	}
	t.Errorf("%s differs; with UPDATE_GOLDEN=1 the test writes what it got:\n%s", path, diff)
}

// Write writes text to the file at path.
func Write(t testing.TB, path, text string) {
	t.Helper()
	if err := wholefile.Write(path, []byte(text)); err != nil {
		t.Fatal(err)
	}
}
