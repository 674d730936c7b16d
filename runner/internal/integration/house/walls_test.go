package house_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms lists the packages below expect; each may import only those before it.
var rooms = []string{
	"values", "show", "outcome", "compile", "mask", "check", "schema", "predicate", "quantity", "operator",
	"jsonpath", "response", "compare", "xml", "order", "stream", "cel", "openapi",
}

// mostFiles is the greatest number of files in a package, except tests.
const mostFiles = 13

func TestWallsOfExpect(t *testing.T) {
	const expect = "assay/runner/internal/expect"
	list := "{{.ImportPath}}:{{len .GoFiles}}:{{join .Imports \" \"}}"
	out, err := exec.Command("go", "list", "-f", list, runner+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	rank := func(path string) int { return slices.Index(rooms, strings.TrimPrefix(path, expect+"/")) }
	seen := 0
	for line := range strings.Lines(string(out)) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		files, imports, _ := strings.Cut(rest, ":")
		inside := strings.HasPrefix(name, expect+"/")
		if inside {
			seen++
			if rank(name) < 0 {
				t.Errorf("%s is in no place of the order of rooms", name)
			}
			if n, err := strconv.Atoi(files); err != nil || n > mostFiles {
				t.Errorf("%s has %s files; %d are the most", name, files, mostFiles)
			}
		}
		for _, path := range strings.Fields(imports) {
			switch {
			case !strings.HasPrefix(path, expect+"/") || name == expect:
			case path == expect+"/cel" && name == "assay/runner/cel", path == expect+"/xml" && name == "assay/runner/xpath": // which hand it to expect
			case !inside:
				t.Errorf("%s imports %s: other packages import expect alone", name, path)
			case rank(path) >= rank(name):
				t.Errorf("%s imports %s, which stands above it", name, path)
			}
		}
	}
	if seen != len(rooms) {
		t.Errorf("%d rooms were found, expected %d", seen, len(rooms))
	}
}

// A table is a value: one that an init fills could be filled from anywhere.
func TestExpectHasNoInit(t *testing.T) {
	for dir, files := range goFiles(t) {
		if !strings.Contains(filepath.ToSlash(dir)+"/", "/internal/expect/") {
			continue
		}
		for _, name := range files {
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "\nfunc init() {") {
				t.Errorf("%s/%s has an init", dir, name)
			}
		}
	}
}
