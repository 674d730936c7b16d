package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// before is a module that has its name as a module path, and with other meanings.
const before = `
-- go.mod --
module old

go 1.26
-- main.go --
// Package main is ~/src/old/runner, and no old/runners.
package main

import (
	"old/runner/spec"
	"example.com/old/runner/other"
	"old/runner/contract"
)
-- docs/page.md --
go install old/runner/cmd/old@latest, go get old@v1.2.3; old is in /usr/old/runner and at owner/old@v1.
(old/runner/internal/judge.(*Evidence).Spec) go mod edit -replace old=DIR, not old=1
-- story.txtar --
require old v0.1.0
require example.com/old v1.0.0
$ old run old/suites
-- bin/old.txt --
old/runner/cmd
`

const after = `
-- go.mod --
module example.org/new/name

go 1.26
-- main.go --
// Package main is ~/src/old/runner, and no old/runners.
package main

import (
	"example.com/old/runner/other"
	"example.org/new/name/runner/contract"
	"example.org/new/name/runner/spec"
)
-- docs/page.md --
go install example.org/new/name/runner/cmd/old@latest, go get example.org/new/name@v1.2.3; old is in /usr/old/runner and at owner/old@v1.
(example.org/new/name/runner/internal/judge.(*Evidence).Spec) go mod edit -replace example.org/new/name=DIR, not old=1
-- story.txtar --
require example.org/new/name v0.1.0
require example.com/old v1.0.0
$ old run old/suites
-- bin/old.txt --
old/runner/cmd
`

// The name means the module in imports, commands, frames and requirements, and something else as
// part of a path. A second run changes nothing, and a third name works like any other.
func TestRename(t *testing.T) {
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(before)).Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		to, from string
		changed  int
	}{
		{"example.org/new/name", "old", 4},
		{"example.org/new/name", "example.org/new/name", 0},
		{"example.net/third", "example.org/new/name", 4},
		{"example.org/new/name", "example.net/third", 4},
	} {
		from, changed, err := rename(dir, step.to)
		if err != nil || from != step.from || changed != step.changed {
			t.Fatalf("to %s: from %s in %d files, %v; want %s in %d", step.to, from, changed, err, step.from, step.changed)
		}
	}
	for _, f := range txtar.Parse([]byte(after)).Files {
		got, err := os.ReadFile(filepath.Join(dir, f.Name))
		if diff := cmp.Diff(string(f.Data), string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v %s", f.Name, err, diff)
		}
	}
}

func TestWrongPath(t *testing.T) {
	const ends = "; write host/owner/name, for instance github.com/acme/assay"
	for path, why := range map[string]string{
		"assay":             "missing dot in first path element",
		"github.com/a b":    "invalid char ' '",
		"https://host.io/x": "double slash",
		"":                  "empty string",
		"host.io/x/v1":      "invalid version",
	} {
		err := checked(path)
		want := "MODULE=" + path + ": the go command fetches no module from there (" + why + ")" + ends
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if err := checked("example.org/owner/assay"); err != nil {
		t.Error(err)
	}
}
