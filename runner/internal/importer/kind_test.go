package importer_test

import (
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/importer"
)

func TestPathsOfASuite(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	for _, c := range []struct{ dir, path, want string }{
		{"", "api.yaml", "api.yaml"},
		{".", "api.yaml", "api.yaml"},
		{"suites/pets", "api.yaml", "../../api.yaml"},
		{"suites/pets", "suites/pets/api.yaml", "api.yaml"},
		{"suites", filepath.Join(here, "api.yaml"), filepath.Join(here, "api.yaml")},
		{filepath.Join(here, "suites"), "api.yaml", "../api.yaml"},
	} {
		if got := (importer.Options{Dir: c.dir}).Path(c.path); got != c.want {
			t.Errorf("in %q, %q is %q, want %q", c.dir, c.path, got, c.want)
		}
	}
}

// A file that comes from elsewhere names files below its own folder only.
func TestReadBelow(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "saved"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"private", filepath.Join("saved", "body")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := importer.ReadBelow(filepath.Join(dir, "saved", "x.har"))
	if text, err := read("body"); string(text) != "text" || err != nil {
		t.Errorf("got %q, %v", text, err)
	}
	for _, path := range []string{"../private", filepath.Join(dir, "private"), "../saved/body"} {
		const want = "it is not below the folder of the file that names it"
		if text, err := read(path); text != nil || err == nil || err.Error() != want {
			t.Errorf("%s: got %q, %v; want %q", path, text, err, want)
		}
	}
}
