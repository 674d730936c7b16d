package link

import (
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/wholefile"
)

// An agent removes what killed ones left, and nothing of those that live or of anybody else.
func TestFoldersOfKilledAgentsAreRemoved(t *testing.T) {
	dir := t.TempDir()
	place := func(folder string) string {
		path := filepath.Join(dir, folder, ownerFile)
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	killed, err := wholefile.Own(place("assay-agent-killed"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "assay-agent-killed", "a.suite.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	killed.Close() // as the system does
	lives, err := wholefile.Own(place("assay-agent-lives"))
	if err != nil {
		t.Fatal(err)
	}
	defer lives.Close()
	place("assay-agent-starts") // and owns nothing yet
	if err := os.Symlink(lives.Name(), place("assay-agent-link")); err != nil {
		t.Fatal(err)
	}
	other := place("assay-other")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folder, end, err := newFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"assay-agent-killed": false, "assay-agent-lives": true, "assay-agent-starts": true, "assay-agent-link": true, "assay-other": true, filepath.Base(folder): true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", name, err, want)
		}
	}
	clearFolders(dir)
	if _, err := os.Stat(folder); err != nil {
		t.Errorf("another agent removes the folder of a live one: %v", err)
	}
	end()
	if _, err := os.Stat(folder); err == nil {
		t.Error("its own folder is left")
	}
}
