package expect_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/expect"
)

// TestSchemaFolder keeps schemas inside the suite's folder, whatever path leads out of it; the
// folder itself may be a link.
func TestSchemaFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "outside.json"), `{"type": "string"}`)
	write(t, filepath.Join(dir, "suite", "inside.json"), `{"type": "object"}`)
	write(t, filepath.Join(dir, "suite", "sub", "up.json"), `{"$ref": "../inside.json"}`)
	link(t, filepath.Join(dir, "outside.json"), filepath.Join(dir, "suite", "link.json"))
	link(t, filepath.Join(dir, "suite"), filepath.Join(dir, "linked"))
	for _, c := range []struct{ folder, file, mistake string }{
		{"suite", "inside.json", ""},
		{"suite", "sub/up.json", ""},
		{"suite", "sub/../inside.json", ""},
		{"linked", "inside.json", ""},
		{"linked", "sub/up.json", ""},
		{"suite", "link.json", "leads out of the folder"},
		{"suite", "../outside.json", "leads out of the folder"},
		{"suite", "../suite2.json", "leads out of the folder"},
		{"linked", "gone.json", "no such file"},
	} {
		text := `schema: {file: ` + c.file + `}`
		s, problems := scope(text)
		s.Dir = filepath.Join(dir, c.folder)
		e := expect.Compile(node(t, text), s)
		switch err := problems.Err(); {
		case c.mistake == "" && err != nil:
			t.Errorf("%s/%s: %v", c.folder, c.file, err)
		case c.mistake != "" && (err == nil || !strings.Contains(err.Error(), c.mistake)):
			t.Errorf("%s/%s: got %v, want a mistake: %s", c.folder, c.file, err, c.mistake)
		case c.mistake == "" && e.Outcome(jsonAnswer(200, `{}`), nil) != expect.Met:
			t.Errorf("%s/%s: an object does not meet it", c.folder, c.file)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skip("no symbolic links here:", err)
	}
}
