package source_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/source"
)

// TestOnlyRegularFilesAreRead reads whole files, and refuses what may never end.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	if err := os.WriteFile(name, []byte("eight by"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := source.ReadFile(name, 8); string(text) != "eight by" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	if _, err := source.ReadFile(name, 7); err == nil || source.Reason(err).Error() != "it has 8 bytes or more, and the most is 7" {
		t.Errorf("one byte too many: %v", err)
	}
	if _, err := source.ReadFile(dir, 8); !errors.Is(err, source.ErrFolder) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := source.ReadFile(os.DevNull, 8); !errors.Is(err, source.ErrIrregular) {
		t.Errorf("a device: %v", err)
	}
	if _, err := source.ReadFile(filepath.Join(dir, "none"), 8); !errors.Is(err, os.ErrNotExist) || source.Reason(err).Error() != "there is no such file" {
		t.Errorf("nothing: %v", err)
	}
	if _, err := source.ReadAll(strings.NewReader("more than that"), 8); err == nil {
		t.Error("a reader of more than the most is read")
	}
}

// A text in UTF-16 says so with its mark, and becomes one in UTF-8; any other stays as it is.
func TestUTF8(t *testing.T) {
	for in, want := range map[string]string{
		"\xff\xfea\x00\xe9\x00=\xd8\x00\xde": "aé\U0001F600",
		"\xfe\xff\x00a\x00\xe9":              "aé",
		"\xff\xfea\x00b":                     "a", // half a unit
		"\ufeffaé":                           "\ufeffaé",
		"a\x00b":                             "a\x00b",
		"":                                   "",
	} {
		if got := string(source.UTF8([]byte(in))); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
