package house_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// alone matches the tests that `make race` leaves out, in the Makefile.
var alone = regexp.MustCompile(`(?m)^ALONE +:= ((?:.*\\\n)*.*)$`)

// Each test that `make race` leaves out by its name exists once: a name that no test has any more
// leaves out nothing, and one that two tests have leaves out a second.
func TestRaceLeavesOutTestsThatExist(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(runner, "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	found := alone.FindSubmatch(makefile)
	if found == nil {
		t.Fatal("the Makefile lists no tests as ALONE")
	}
	defined := map[string]int{}
	for dir, files := range goFiles(t) {
		for _, name := range files {
			if !strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range testFunction.FindAllSubmatch(text, -1) {
				defined[string(m[1])]++
			}
		}
	}
	for _, name := range strings.Fields(strings.ReplaceAll(string(found[1]), `\`, " ")) {
		if defined[name] != 1 {
			t.Errorf("the Makefile's ALONE names %s, which %d tests are called", name, defined[name])
		}
	}
}

// testFunction matches a test's declaration.
var testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
