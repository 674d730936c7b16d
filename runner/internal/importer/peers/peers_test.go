package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/kinds"
	"assay/runner/internal/lint"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
	"assay/runner/internal/yamlfmt"
)

// Every construct is imported, by the rules of each version of its tool, or refused; the suite has
// no mistake and no warning, and is formatted. The golden has what is listed of each.
func TestConstructsAreImported(t *testing.T) {
	for _, f := range formats {
		all, beside, err := f.read()
		if err != nil {
			t.Fatal(err)
		}
		kind := kindOf(t, f.name)
		versions := kind.Versions
		if len(versions) == 0 {
			versions = []int{0}
		}
		for _, version := range versions {
			t.Run(fmt.Sprint(f.name, version), func(t *testing.T) {
				here, err := os.Getwd()
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				t.Chdir(dir) // curl's files start from the working folder
				for _, b := range beside {
					if err := os.WriteFile(filepath.Join(dir, b.Name), b.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				var listed strings.Builder
				for i, c := range all {
					if i > 0 && c.text == all[i-1].text { // only the server's answer is another
						continue
					}
					fmt.Fprintln(&listed, c.name)
					for _, line := range imported(t, kind, dir, c.name+f.ending, at(c.text, "http://127.0.0.1:8080"), version) {
						fmt.Fprintln(&listed, "   ", line)
					}
				}
				t.Chdir(here)
				testkit.Golden(t, fmt.Sprintf("testdata/%s-%d.golden", f.name, version), listed.String())
			})
		}
	}
}

func kindOf(t *testing.T, name string) importer.Kind {
	t.Helper()
	for _, k := range kinds.All {
		if k.Name == name {
			return k
		}
	}
	t.Fatalf("there is no import of %s", name)
	return importer.Kind{}
}

// imported imports a text, checks the suite, and returns what is listed, or why it is refused.
func imported(t *testing.T, kind importer.Kind, dir, name, text string, version int) []string {
	t.Helper()
	file := &source.File{Name: filepath.Join(dir, name), Text: []byte(text)}
	d, err := kind.Read(file, importer.Options{Suite: "made", Version: version, Dir: dir})
	if err != nil {
		first, _, _ := strings.Cut(strings.ReplaceAll(err.Error(), dir+"/", ""), "\n")
		return []string{"refused: " + first}
	}
	for _, f := range d.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "made.suite.yaml")
	suite, err := d.Text(path)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return nil
	}
	if err := os.WriteFile(path, suite, 0o600); err != nil {
		t.Fatal(err)
	}
	documents, err := engine.Open([]string{path}, engine.Options{})
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, suite)
		return nil
	}
	for _, w := range lint.Check(documents) {
		t.Errorf("%s: %v\n%s", name, w, suite)
	}
	if again, err := yamlfmt.Format(suite); err != nil || !bytes.Equal(again, suite) {
		t.Errorf("%s: assay fmt changes the suite: %v\n%s", name, err, cmp.Diff(string(suite), string(again)))
	}
	var out []string
	for _, line := range d.Listed() {
		out = append(out, strings.ReplaceAll(line, dir+"/", ""))
	}
	return out
}

// Each word of chai means the same about each type of JSON as it does to newman, whose verdicts
// make peers wrote, or is listed.
func TestWordsMeanTheSame(t *testing.T) {
	s, err := newServer()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	text, err := os.ReadFile("testdata/postman.verdicts")
	if err != nil {
		t.Fatal(err)
	}
	g, known := theGrid()
	passes, err := g.read(text)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := g.judged(t.Context(), s.URL, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	agree := 0
	for _, one := range g {
		switch is := ours.outcome(one, passes[one]); {
		case is == "agree":
			agree++
		case is != "listed" && !known[one]:
			t.Errorf("%s: %s", is, one)
		}
	}
	if agree < len(g)*9/10 {
		t.Errorf("%d of %d assertions agree", agree, len(g))
	}
}
