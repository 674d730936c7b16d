//go:build linux

package record_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
)

// Over a large recording, of which only the places of the entries are held, the same is written as
// over one that is held: with a person's comments, what varies, and what was not sent.
func TestALargeRecordingIsReplaced(t *testing.T) {
	target := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id": %q, "pad": %q}`, r.URL.Path, strings.Repeat("x", 400<<10))
	})
	const suite = "suite: Large\nfixtures: large.fixture\nlimits: {concurrency: 1}\nprobes: {a: {path: /a}, b: {path: /b}, c: {path: /c}, d: {path: /d}}\n" +
		"findings: {f: {probe: [a, b, c, d], expect: {status: 200}}}\n"
	dir := filepath.Dir(opened(t, suite, target, pipeline.Record).Suite.File.Name)
	path := filepath.Join(dir, "large.fixture")
	again := func(sparse bool) (text string, notes []record.Note) {
		opts := engine.Options{Mode: pipeline.Record, Sparse: sparse}
		opts.Load.Target = target
		documents, err := engine.Open([]string{dir}, opts)
		if err != nil {
			t.Fatal(err)
		}
		if d := documents[0]; d.Fixture != nil && (len(d.Fixture.Entries) == 0) != sparse {
			t.Errorf("sparse %v: %d entries are held", sparse, len(d.Fixture.Entries))
		}
		runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
		if err != nil {
			t.Fatal(err)
		}
		if notes, err = record.Runs(context.Background(), runs, engine.Replay, record.Options{Tool: "test", Last: true}); err != nil {
			t.Fatal(err)
		}
		written, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(written), notes
	}
	first, _ := again(false)
	times := regexp.MustCompile(`(?m)^(# captured: \S+|# first byte: .*|Date: .*)| in \S+ by test$`)
	for name, old := range map[string]string{
		"in order":   strings.Replace(strings.Replace(first, "### b\n", "### b\n# mine: kept\n", 1), "### c response\n", "### c response\n# varies: $.at\n# ours: too\n", 1),
		"with more":  strings.Replace(first, "### b\n", "### gone\n> GET http://h.example/gone\n\n### gone response\n< HTTP/1.1 200 OK\n\n### b\n", 1),
		"with fewer": first[:strings.Index(first, "### a\n")] + first[strings.Index(first, "### b\n"):],
		"it varied":  strings.ReplaceAll(first, `"id": "/b"`, `"id": "/before"`),
	} {
		var texts, said [2]string
		for i, sparse := range []bool{false, true} {
			if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
				t.Fatal(err)
			}
			text, notes := again(sparse)
			texts[i] = times.ReplaceAllString(text, "")
			for _, note := range notes {
				said[i] += note.Text + "\n"
			}
		}
		if diff := cmp.Diff(texts[0], texts[1]); diff != "" {
			t.Errorf("%s (-held +places):\n%.2000s", name, diff)
		}
		if diff := cmp.Diff(said[0], said[1]); diff != "" {
			t.Errorf("%s: notes (-held +places):\n%s", name, diff)
		}
		if name == "in order" && (!strings.Contains(texts[1], "# mine: kept\n") || !strings.Contains(texts[1], "# varies: $.at\n") || !strings.Contains(texts[1], "# ours: too\n")) {
			t.Errorf("a comment is lost")
		}
		if name == "it varied" && !strings.Contains(texts[1], "# varies: $.id\n") {
			t.Errorf("nothing is learned: %s", said[1])
		}
	}
}

// A large file that has no entry yet keeps its comments.
func TestALargeFileOfCommentsIsRecordedInto(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	const suite = "suite: Large\nfixtures: large.fixture\nprobes: {a: {path: /a}}\nfindings: {f: {probe: a, expect: {status: 200}}}\n"
	dir := filepath.Dir(opened(t, suite, target, pipeline.Record).Suite.File.Name)
	path := filepath.Join(dir, "large.fixture")
	comments := strings.Repeat("# nothing is recorded yet\n", 50_000)
	if err := os.WriteFile(path, []byte(comments), 0o600); err != nil {
		t.Fatal(err)
	}
	opts := engine.Options{Mode: pipeline.Record, Sparse: true}
	opts.Load.Target = target
	documents, err := engine.Open([]string{dir}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
	if err == nil {
		_, err = record.Runs(context.Background(), runs, engine.Replay, record.Options{Tool: "test", Last: true})
	}
	written, wrong := os.ReadFile(path)
	if err != nil || wrong != nil || !strings.Contains(string(written), comments) || !strings.Contains(string(written), "### a response\n") {
		t.Errorf("%d bytes were written, errors %v, %v", len(written), err, wrong)
	}
}
