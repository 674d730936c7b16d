package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/suite"
)

// shelving are suites, one of them with rows from a file, one without a finding.
var shelving = map[string]string{
	"a.suite.yaml": "suite: A\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /a}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
	"b.suite.yaml": "suite: B\ntarget: http://127.0.0.1:1\nlimits: {concurrency: 1}\nprobes: {p: {path: \"/b/${n}\", each: {file: rows.csv}}}\n" +
		"findings: {f: {probe: p, expect: {status: 200}}, g: {probe: p, pending: later, expect: {status: 201}}}\nchecklist: {c: {ask: Who?}}\n",
	"c.suite.yaml": "suite: C\ntarget: http://127.0.0.1:1\nlimits: {concurrency: 1}\nprobes: {p: {path: /c}, bad: {path: /bad}}\n" +
		"findings: {f: {probe: bad, expect: {status: 200}}, g: {probe: p, expect: {status: 200}}}\n",
	"d.suite.yaml": "suite: D\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /d}}\n",
	"e.suite.yaml": "suite: E\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /e}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
	"rows.csv":     "name,n\none,1\ntwo,2\n",
}

// shelved runs the suites of a folder live as [engine.Options.Shelve] says, and returns what was
// asked, the verdicts, and the result of the documents that were judged.
func shelved(t *testing.T, dir string, shelve int, opts engine.Options, asking func(path string)) (paths, verdicts []string, result *report.Result, documents []*pipeline.Document, err error) {
	t.Helper()
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		paths = append(paths, r.URL.Path)
		if asking != nil {
			asking(r.URL.Path)
		}
		if r.URL.Path == "/bad" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	opts.Mode, opts.Shelve, opts.Release = pipeline.Live, shelve, true
	opts.Load.Target = server.URL
	about := report.Options{Counted: true}
	result = report.Of(about, nil)
	whole := report.Of(report.Options{}, nil)
	opts.Judged = func(one pipeline.Judged) {
		for _, v := range one.Verdicts {
			verdicts = append(verdicts, fmt.Sprintf("%s %s: %s", one.Run.Suite.Name, v.Spec.ID, v.Outcome))
		}
		result.Add(about, &one)
		whole.Add(report.Options{}, &one)
	}
	if documents, err = engine.Open([]string{dir}, opts); err != nil {
		return nil, nil, nil, nil, err
	}
	all := &engine.Selection{}
	_, result.NotRun, err = engine.Judge(context.Background(), all.Tasks(documents), opts)
	if diff := cmp.Diff(whole.Tally(), result.Tally()); diff != "" {
		t.Errorf("what is counted, with and without the findings:\n%s", diff)
	}
	return paths, verdicts, result, documents, err
}

// Suites that are let go of until they are run are asked and judged as all others.
func TestShelve(t *testing.T) {
	for name, opts := range map[string]engine.Options{
		"all":                {},
		"until one breaks":   {FailFast: true},
		"within a budget":    {Budget: 3},
		"with a foreign var": {Load: suite.Options{Vars: map[string]string{"x": "y"}}},
	} {
		wantPaths, wantVerdicts, want, _, wantErr := shelved(t, folder(t, shelving), 0, opts, nil)
		for _, shelve := range []int{1, 3} {
			paths, verdicts, got, documents, err := shelved(t, folder(t, shelving), shelve, opts, nil)
			if fmt.Sprint(wantErr) != fmt.Sprint(err) {
				t.Errorf("%s, from %d probes: %v, want %v", name, shelve, err, wantErr)
			}
			if diff := cmp.Diff([][]string{wantPaths, wantVerdicts}, [][]string{paths, verdicts}); diff != "" {
				t.Errorf("%s, from %d probes: asked and judged:\n%s", name, shelve, diff)
			}
			if err != nil {
				continue
			}
			if diff := cmp.Diff([]any{want.Tally(), want.NotRun, want.Requests}, []any{got.Tally(), got.NotRun, got.Requests}); diff != "" {
				t.Errorf("%s, from %d probes: counted:\n%s", name, shelve, diff)
			}
			if diff := cmp.Diff(want.Untold(documents, ""), got.Untold(documents, "")); diff != "" {
				t.Errorf("%s, from %d probes: told:\n%s", name, shelve, diff)
			}
			var here []string
			for _, d := range documents {
				if len(d.Plan.Probes) > 0 {
					here = append(here, d.Suite.Name)
				}
			}
			if want := map[int][]string{1: {"A", "D"}, 3: {"A", "B", "D"}}[shelve]; !slices.Equal(want, here) {
				t.Errorf("%s: %v are held after the run, want %v", name, here, want)
			}
		}
	}
}

// A suite that cleans up is held: what that costs is known before anything is sent.
func TestShelveHoldsWhatCleansUp(t *testing.T) {
	files := map[string]string{"b.suite.yaml": "suite: B\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /p}, away: {path: /p, method: DELETE, cleanup: true}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n"}
	files["a.suite.yaml"] = shelving["a.suite.yaml"]
	files["c.suite.yaml"] = shelving["c.suite.yaml"]
	documents, err := engine.Open([]string{folder(t, files)}, engine.Options{Mode: pipeline.Live, Shelve: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, false, true} {
		if d := documents[i]; (d.Shelved != nil) != want {
			t.Errorf("%s is let go of: %t", d.Suite.Name, d.Shelved != nil)
		}
	}
}

// Every mistake is found before anything is sent, also in a suite that is not held.
func TestShelveMistakes(t *testing.T) {
	files := map[string]string{"d.suite.yaml": "suite: D\nprobes: {p: {paht: /d}}\n", "e.suite.yaml": "suite: E\nprobes: {p: {path: /e, query: {x: \"${y}\"}}}\n"}
	for name, text := range shelving {
		if _, ok := files[name]; !ok {
			files[name] = text
		}
	}
	dir := folder(t, files)
	_, _, _, _, want := shelved(t, dir, 0, engine.Options{}, nil)
	_, _, _, _, got := shelved(t, dir, 1, engine.Options{}, func(path string) { t.Errorf("%s was asked", path) })
	if want == nil || fmt.Sprint(want) != fmt.Sprint(got) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A suite that changes between its check and its run ends the run, and is not asked.
func TestShelveChanged(t *testing.T) {
	for name, change := range map[string]func(dir string) error{
		"the suite": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "b.suite.yaml"), []byte(shelving["b.suite.yaml"]+"# more\n"), 0o644)
		},
		"its rows": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "rows.csv"), []byte("name,n\none,1\ntwo,2\nthree,3\n"), 0o644)
		},
		"it is gone": func(dir string) error { return os.Remove(filepath.Join(dir, "b.suite.yaml")) },
		"a mistake": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "b.suite.yaml"), []byte("suite: B\nprobes: {p: {paht: /}}\n"), 0o644)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, shelving)
			paths, _, _, _, err := shelved(t, dir, 1, engine.Options{}, func(path string) {
				if path == "/a" {
					if err := change(dir); err != nil {
						t.Error(err)
					}
				}
			})
			if diff := cmp.Diff([]string{"/a"}, paths); diff != "" {
				t.Errorf("asked:\n%s", diff)
			}
			want := filepath.Join(dir, "b.suite.yaml") + ": the suite, or a file that it names, changed since the run checked it: nothing more was sent; run it again, and leave the files as they are until it ends"
			if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An interrupted run opens no further suite.
func TestShelveInterrupted(t *testing.T) {
	dir := folder(t, shelving)
	opts := engine.Options{Mode: pipeline.Live, Shelve: 1, Release: true}
	opts.Load.Target = "http://127.0.0.1:1"
	documents, err := engine.Open([]string{dir}, opts)
	if err != nil {
		t.Fatal(err)
	}
	judgedNames := []string{}
	opts.Judged = func(one pipeline.Judged) { judgedNames = append(judgedNames, one.Run.Suite.Name) }
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	all := &engine.Selection{}
	_, notRun, err := engine.Judge(ctx, all.Tasks(documents), opts)
	if err != nil || notRun != 2*2+2+1 || !slices.Equal(judgedNames, []string{"A"}) {
		t.Errorf("%v judged, %d findings not, error %v", judgedNames, notRun, err)
	}
}
