// Package importer_test checks every kind of import the way users do: a file becomes a document,
// the document is loaded, linted and run.
package importer_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer"
	"assay/runner/internal/judge"
	"assay/runner/internal/lint"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/yamlfmt"
)

// read reads a file for an importer.
func read(t testing.TB, path string) *source.File {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return &source.File{Name: filepath.Base(path), Text: text}
}

// written writes a draft as the command does, and opens it. The document must be free of errors and
// formatted as by assay fmt.
func written(t *testing.T, d *importer.Draft) (path string, text string, documents []*pipeline.Document) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "made.suite.yaml")
	if len(d.Recorded) > 0 {
		d.Fixtures = "made.fixture"
	}
	raw, err := d.Text(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	recorded, err := d.Fixture(path, raw)
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	if d.Fixtures != "" {
		if err := recorded.Save(filepath.Join(dir, d.Fixtures)); err != nil {
			t.Fatal(err)
		}
	}
	documents, err = engine.Open([]string{path}, engine.Options{})
	if err != nil {
		t.Fatalf("it has mistakes: %v\n%s", err, raw)
	}
	for _, w := range lint.Check(documents) {
		if !strings.Contains(w.Message, "is about authentication and has no control") {
			t.Errorf("lint warns: %v", w)
		}
	}
	again, err := yamlfmt.Format(raw)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(again), string(raw)); diff != "" {
		t.Errorf("assay fmt would change it:\n%s", diff)
	}
	return path, string(raw), documents
}

// verdicts runs documents and returns the verdict on every finding.
func verdicts(t *testing.T, documents []*pipeline.Document, o engine.Options) map[string]judge.Verdict {
	t.Helper()
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]judge.Verdict{}
	for _, run := range runs {
		for _, v := range run.Verdicts {
			out[v.Spec.ID] = v
		}
	}
	return out
}

// shown returns a document, and the list of parts that could not be carried over, for a golden.
func shown(d *importer.Draft, text string) string {
	var b strings.Builder
	b.WriteString(text)
	if left := d.Listed(); len(left) > 0 {
		fmt.Fprintf(&b, "\n# Listed:\n")
		for _, one := range left {
			fmt.Fprintf(&b, "# %s\n", one)
		}
	}
	return b.String()
}
