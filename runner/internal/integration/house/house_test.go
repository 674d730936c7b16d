// Package house_test enforces rules of CONTRIBUTING.md and docs/architecture.md for the code: the
// maps of the files in doc.go, the width and the words of comments, and which package imports
// which.
package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// runner is the path of the folder of all packages.
const runner = "../../.."

// widest is the greatest number of columns of a line that holds only a comment.
const widest = 100

// goFiles returns the Go files below runner by folder, except those of testdata.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir(runner, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ".go"):
			found[filepath.Dir(path)] = append(found[filepath.Dir(path)], d.Name())
		}
		return nil
	})
	if err != nil || len(found) < 30 {
		t.Fatalf("%d folders with Go files: %v", len(found), err)
	}
	return found
}

// mapped matches the beginning of a line of a map: a tab, and files separated by commas.
var mapped = regexp.MustCompile(`(?m)^\t((?:[a-z0-9_*]+\.go(?:, |,?$)?)+)`)

// A package comment with a map of the files names every file of its package, except tests, and no
// missing one. The file with the map need not name itself.
func TestMapsOfFiles(t *testing.T) {
	maps := 0
	for dir, files := range goFiles(t) {
		holder, listed := mapOf(t, dir, files)
		if len(listed) == 0 {
			continue
		}
		maps++
		isTest := func(name string) bool { return strings.HasSuffix(name, "_test.go") }
		withTests := slices.ContainsFunc(listed, isTest)
		var there []string
		for _, name := range files {
			if (withTests || !isTest(name)) && (name != holder || slices.Contains(listed, name)) {
				there = append(there, name)
			}
		}
		slices.Sort(listed)
		slices.Sort(there)
		if diff := cmp.Diff(there, listed); diff != "" {
			t.Errorf("%s/%s (-files +map):\n%s", dir, holder, diff)
		}
	}
	if maps < 25 {
		t.Errorf("%d maps were found", maps)
	}
}

// mapOf returns the file with the package comment that has a map, and the files in the map.
func mapOf(t *testing.T, dir string, files []string) (holder string, listed []string) {
	t.Helper()
	for _, name := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mapped.FindAllStringSubmatch(parsed.Doc.Text(), -1) {
			holder = name
			for pattern := range strings.FieldsFuncSeq(m[1], func(r rune) bool { return r == ',' || r == ' ' }) {
				named := slices.DeleteFunc(slices.Clone(files), func(f string) bool { ok, _ := path.Match(pattern, f); return !ok })
				if len(named) == 0 {
					named = []string{pattern}
				}
				listed = append(listed, named...)
			}
		}
	}
	return holder, listed
}

// unidiomatic are the phrases that once made our comments hard to read, and what Go
// says instead.
var unidiomatic = map[string]string{
	"tells whether": "reports whether",
	"tells if":      "reports whether",
}

func TestComments(t *testing.T) {
	for dir, files := range goFiles(t) {
		for _, name := range files {
			full := filepath.Join(dir, name)
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, full, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(full)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(text), "\n")
			for _, group := range file.Comments {
				for _, c := range group.List {
					checkComment(t, full, lines[set.Position(c.Pos()).Line-1], set.Position(c.Pos()), c)
				}
			}
		}
	}
}

func checkComment(t *testing.T, file, line string, at token.Position, c *ast.Comment) {
	t.Helper()
	for _, phrase := range slices.Sorted(maps.Keys(unidiomatic)) {
		if strings.Contains(c.Text, phrase) {
			t.Errorf("%s:%d: a comment says %q, where Go says %q", file, at.Line, phrase, unidiomatic[phrase])
		}
	}
	alone := strings.HasPrefix(strings.TrimSpace(line), "//") && !strings.Contains(line, "://") && !strings.HasPrefix(c.Text, "//go:")
	if alone && utf8.RuneCountInString(line) > widest {
		t.Errorf("%s:%d: a comment is %d columns wide, %d are readable", file, at.Line, utf8.RuneCountInString(line), widest)
	}
}
