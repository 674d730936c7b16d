package engine_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// folder writes files, by their path below a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const good = "suite: Good\ntarget: http://127.0.0.1:1\nprobes: {p: {path: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n"

// A file is opened itself, a folder with all suites below it, each once.
func TestSuites(t *testing.T) {
	dir := folder(t, map[string]string{
		"a/one.suite.yaml": good, "a/deep/two.suite.yaml": good, "b/three.suite.yaml": good,
		"a/notes.yaml": "", "a/testdata/no.suite.yaml": good, ".hidden/no.suite.yaml": good, "_off/no.suite.yaml": good, "empty/x.txt": "",
	})
	t.Chdir(dir)
	for _, c := range []struct {
		paths, want []string
		wrong       string // in the error
	}{
		{nil, []string{"a/deep/two.suite.yaml", "a/one.suite.yaml", "b/three.suite.yaml"}, ""},
		{[]string{"./..."}, []string{"a/deep/two.suite.yaml", "a/one.suite.yaml", "b/three.suite.yaml"}, ""},
		{[]string{"..."}, []string{"a/deep/two.suite.yaml", "a/one.suite.yaml", "b/three.suite.yaml"}, ""},
		{[]string{"b"}, []string{"b/three.suite.yaml"}, ""},
		{[]string{"a/..."}, []string{"a/deep/two.suite.yaml", "a/one.suite.yaml"}, ""},
		{[]string{"b", "b/three.suite.yaml", "./b/three.suite.yaml"}, []string{"b/three.suite.yaml"}, ""},
		{[]string{"a/testdata"}, []string{"a/testdata/no.suite.yaml"}, ""},
		{[]string{"a/notes.yaml"}, []string{"a/notes.yaml"}, ""},
		{[]string{"empty"}, nil, "no suite in empty: no file there or below ends in .suite.yaml"},
		{[]string{"nowhere/..."}, nil, "no suite at nowhere/..."},
	} {
		got, err := engine.Suites(c.paths)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v: %s", c.paths, diff)
		}
		if (err != nil) != (c.wrong != "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%v: error %v, want %q", c.paths, err, c.wrong)
		}
	}
}

// Every problem of every document and of its fixtures is reported in one error.
func TestOpenCollectsMistakes(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.suite.yaml": "suite: A\ntarget: http://127.0.0.1:1\nprobes: {p: {pth: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"b.suite.yaml": strings.Replace(good, "probe: p", "probe: 'none-*'", 1),
		"c.suite.yaml": good + "fixtures: torn.fixture\n",
		"torn.fixture": "### p\nthis is no request\n",
	})
	_, err := engine.Open([]string{dir}, engine.Options{})
	var problems source.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want problems", err)
	}
	for _, want := range []string{"a.suite.yaml:3:", "b.suite.yaml:4:", "torn.fixture:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing is said about %s:\n%v", want, err)
		}
	}
}

// A fixture that does not exist yet is not an error.
func TestOpenWithoutFixture(t *testing.T) {
	dir := folder(t, map[string]string{"a.suite.yaml": good + "fixtures: later.fixture\n"})
	documents, err := engine.Open([]string{dir}, engine.Options{})
	if err != nil || len(documents) != 1 || documents[0].Fixture != nil {
		t.Fatalf("got %v, %v", documents, err)
	}
	v := verdicts(t, documents, engine.Options{})
	if v["f"].Outcome != judge.Inconclusive || v["f"].Reason.Kind != judge.Kind(exchange.NeverRecorded) {
		t.Errorf("got %s, %q", v["f"].Outcome, v["f"].Reason)
	}
}

// verdicts runs documents and returns the verdicts by spec.
func verdicts(t *testing.T, documents []*pipeline.Document, opts engine.Options) map[string]judge.Verdict {
	t.Helper()
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
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

// counting is a server that counts requests.
func counting(t *testing.T) (url string, sent *atomic.Int64) {
	sent = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { sent.Add(1) }))
	t.Cleanup(s.Close)
	return s.URL, sent
}

// Live-only findings are pending in a replay, and their probes are not sent.
func TestLiveOnly(t *testing.T) {
	url, sent := counting(t)
	dir := folder(t, map[string]string{"a.suite.yaml": strings.Replace(good, "expect", "labels: [live-only], expect", 1)})
	for mode, want := range map[pipeline.Mode]judge.Outcome{pipeline.Replay: judge.Pending, pipeline.Live: judge.Holds} {
		opts := engine.Options{Mode: mode}
		opts.Load.Target = url
		documents, err := engine.Open([]string{dir}, opts)
		if err != nil {
			t.Fatal(err)
		}
		if v := verdicts(t, documents, opts)["f"]; v.Outcome != want {
			t.Errorf("%s: %s, %s", mode, v.Outcome, v.Reason)
		}
	}
	if n := sent.Load(); n != 1 {
		t.Errorf("%d requests, want the live one", n)
	}
}

// The budget is that of the whole run, for any number of documents.
func TestBudgetIsShared(t *testing.T) {
	const three = `
suite: Three
target: http://127.0.0.1:1
limits: {requests: 100}
probes: {p1: {path: /1}, p2: {path: /2}, p3: {path: /3}}
findings: {NAME: {probe: "p*", expect: {status: 200}}}
`
	for _, c := range []struct {
		budget int
		sent   int64
	}{{0, 9}, {100, 9}, {4, 4}, {3, 3}, {1, 1}} {
		url, sent := counting(t)
		dir := folder(t, map[string]string{
			"a.suite.yaml": strings.Replace(three, "NAME", "a", 1),
			"b.suite.yaml": strings.Replace(three, "NAME", "b", 1),
			"c.suite.yaml": strings.Replace(three, "NAME", "c", 1),
		})
		opts := engine.Options{Mode: pipeline.Live, Budget: c.budget}
		opts.Load.Target = url
		documents, err := engine.Open([]string{dir}, opts)
		if err != nil {
			t.Fatal(err)
		}
		var hold int64
		for _, v := range verdicts(t, documents, opts) {
			switch {
			case v.Outcome == judge.Holds:
				hold++
			case v.Outcome != judge.Inconclusive || !strings.Contains(v.Reason.String(), "budget"):
				t.Errorf("budget %d: %s is %s, %q", c.budget, v.Spec.ID, v.Outcome, v.Reason)
			}
		}
		if sent.Load() != c.sent || hold != c.sent {
			t.Errorf("budget %d: %d sent and %d hold, want %d", c.budget, sent.Load(), hold, c.sent)
		}
	}
}

// A known observation is not requested again.
func TestKnown(t *testing.T) {
	url, sent := counting(t)
	dir := folder(t, map[string]string{"a.suite.yaml": `
suite: Known
target: http://127.0.0.1:1
probes: {first: {path: /1, capture: {status: {status: true}}}, then: {path: "/2/${first.status}"}}
findings: {f: {probe: then, expect: {status: 200}}}
`})
	opts := engine.Options{Mode: pipeline.Live}
	opts.Load.Target = url
	documents, err := engine.Open([]string{dir}, opts)
	if err != nil {
		t.Fatal(err)
	}
	d := documents[0]
	course := engine.Start(opts)
	first, err := course.Observe(t.Context(), engine.Task{Document: d, Probes: d.Plan.WithDeps(d.Plan.Probe("first"))})
	if err != nil {
		t.Fatal(err)
	}
	then, err := course.Observe(t.Context(), engine.Task{Document: d, Specs: d.Plan.Specs})
	if err != nil {
		t.Fatal(err)
	}
	if then.Observation("first") != first.Observation("first") || then.Requests != 1 || sent.Load() != 2 {
		t.Errorf("%d requests in all, %d of the second run; want 2 and 1", sent.Load(), then.Requests)
	}
	if v := then.Verdict(d.Plan.Specs[0]); v.Outcome != judge.Holds {
		t.Errorf("got %s, %s", v.Outcome, v.Reason)
	}
}

// A run that ended early has no verdict on the probes that it did not reach. The others are kept.
func TestWhatWasCutShortIsNotKept(t *testing.T) {
	url, _ := counting(t)
	dir := folder(t, map[string]string{"a.suite.yaml": `
suite: Cut
target: http://127.0.0.1:1
probes: {first: {path: /1}, then: {path: /2, after: first}}
findings: {first: {probe: first, expect: {status: 200}}, then: {probe: then, expect: {status: 200}}}
`})
	opts := engine.Options{Mode: pipeline.Live}
	opts.Load.Target = url
	documents, err := engine.Open([]string{dir}, opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	opts.Progress = func(_ *pipeline.Document, p observe.Progress) {
		if p.Done == 1 {
			stop()
		}
	}
	d := documents[0]
	run, err := engine.Observe(ctx, d, d.Plan.Specs, opts)
	if err != nil {
		t.Fatal(err)
	}
	kept := engine.Kept(run, run.Verdicts(d.Plan.Specs))
	if len(kept.Verdicts) != 1 || kept.Verdicts[0].Finding != "first" || kept.Verdicts[0].Verdict != "holds" {
		t.Errorf("kept is %+v", kept.Verdicts)
	}
}

func TestUnknownMode(t *testing.T) {
	documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": good})}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.Observe(context.Background(), documents[0], documents[0].Plan.Specs, engine.Options{Mode: "sideways"})
	if err == nil || !strings.Contains(err.Error(), `"sideways"`) || !strings.Contains(err.Error(), "replay") {
		t.Errorf("got %v", err)
	}
}

// Several documents share a large fixture, of which each asks a little; what one does not ask, the
// next finds. A mistake is reported with the document that asks for its entry, or by a whole read.
func TestOfALargeFixtureOnlyWhatIsAskedIsRead(t *testing.T) {
	entry := func(name, answer string) string {
		return "### " + name + "\nGET http://h.example/" + name + "\n\n### " + name + " response\n" + answer + "\n\n"
	}
	suite := func(name, probe string) string {
		return "suite: " + name + "\ntarget: http://h.example\nfixtures: x.fixture\nprobes: {" + probe + ": {path: /" + probe + "}}\n" +
			"findings: {f: {probe: " + probe + ", expect: {status: 200}}}\n"
	}
	const answer = "HTTP/1.1 200 OK"
	large := entry("a", answer) + entry("b", answer) + entry("wrong", "no status line") + entry("filler", answer+"\n\n"+strings.Repeat("x", 1<<20))
	for _, c := range []struct {
		name   string
		suites map[string]string
		opts   engine.Options
		wrong  bool
	}{
		{"one suite", map[string]string{"a.suite.yaml": suite("A", "a")}, engine.Options{Sparse: true}, false},
		{"live", map[string]string{"a.suite.yaml": suite("A", "a")}, engine.Options{Sparse: true, Mode: pipeline.Live}, false},
		{"one that asks for the entry with a mistake", map[string]string{"a.suite.yaml": suite("A", "wrong")}, engine.Options{Sparse: true}, true},
		{"two suites", map[string]string{"a.suite.yaml": suite("A", "a"), "b.suite.yaml": suite("B", "b")}, engine.Options{Sparse: true}, true},
		{"read whole", map[string]string{"a.suite.yaml": suite("A", "a")}, engine.Options{}, true},
		{"recorded to", map[string]string{"a.suite.yaml": suite("A", "a")}, engine.Options{Sparse: true, Mode: pipeline.Record}, true},
		{"compared with", map[string]string{"a.suite.yaml": suite("A", "a")}, engine.Options{Sparse: true, Mode: pipeline.Drift}, true},
	} {
		c.suites["x.fixture"] = large
		dir := folder(t, c.suites)
		documents, err := engine.Open([]string{dir}, c.opts)
		if c.wrong {
			if err == nil || !strings.Contains(err.Error(), "x.fixture:17:1: expected a status line") {
				t.Errorf("%s: got %v", c.name, err)
			}
			c.suites["x.fixture"] = strings.Replace(large, "no status line", answer, 1)
			documents, err = engine.Open([]string{folder(t, c.suites)}, c.opts)
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, d := range documents {
			run, err := engine.Replay(t.Context(), d, d.Plan.Probes)
			if err != nil {
				t.Fatal(err)
			}
			if v := run.Verdict(d.Plan.Specs[0]); v.Outcome != judge.Holds {
				t.Errorf("%s: %s: %s, %s", c.name, d.Suite.Name, v.Outcome, v.Reason)
			}
		}
	}
}
