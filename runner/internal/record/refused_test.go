//go:build linux

package record_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/record"
	"assay/runner/internal/source"
)

// What keeps a document from being recorded is found before anything is sent, each with its
// place and a way out.
func TestCheckFindsWhatCannotBeRecorded(t *testing.T) {
	const finding = "\nfindings: {f: {probe: p, expect: {status: 200}}}\n"
	const inClear = " is a var: its value would be recorded in the clear; move it from vars: to secrets:, as "
	random := "x7Q2kL9v" + "B4mT8wZ1"
	for _, c := range []struct{ name, text, want string }{
		{"nothing is wrong", "fixtures: x.fixture\nprobes: {p: {path: /}}", ""},
		{"no fixtures", "probes: {p: {path: /}}", `x.suite.yaml:1:1: the suite "S" names no fixtures to record to; add a line such as ` + "`fixtures: x.fixture`"},
		{"a HAR", "fixtures: x.har\nprobes: {p: {path: /}}",
			`x.suite.yaml:1:1: the suite "S" cannot be recorded: x.har is a HAR, which is read only; let ` + "`fixtures:` name a file of its own: `fixtures: x.fixture`"},
		{"a var as a key, given", "fixtures: x.fixture\nvars: {given: \"\"}\nprobes: {p: {path: /, headers: {X-API-Key: \"${given}\"}}}",
			"x.suite.yaml:4:33: ${given} stands in X-API-Key but" + inClear + "`given: NAME_OF_A_VARIABLE`"},
		{"of its variable", "fixtures: x.fixture\nvars: {given: {env: THE_KEY, default: \"\"}}\nprobes: {p: {path: /, headers: {X-API-Key: \"${given}\"}}}",
			"x.suite.yaml:4:33: ${given} stands in X-API-Key but" + inClear + "`given: THE_KEY`"},
		{"too short for a key", "fixtures: x.fixture\nvars: {short: \"\"}\nprobes: {p: {path: /, headers: {X-API-Key: \"${short}\"}}}", ""},
		{"a word of the suite's own", "fixtures: x.fixture\nvars: {word: password}\nprobes: {p: {path: /, headers: {X-API-Key: \"${word}\"}}}", ""},
		{"a random value of the suite's own", "fixtures: x.fixture\nvars: {own: " + random + "}\nprobes: {p: {path: /, headers: {X-API-Key: \"${own}\"}}}",
			"x.suite.yaml:4:33: ${own} stands in X-API-Key but" + inClear + "`own: NAME_OF_A_VARIABLE`"},
		{"a secret in a header", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {p: {path: /, headers: {X-Plain: " + secret + "}}}",
			"x.suite.yaml:4:10: the probe p cannot be recorded: the value of the secret key stands in its header X-Plain; write ${key} there"},
		{"in an address", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {a: {path: /}, b: {path: /}, p: {path: /" + secret + "}}", "the value of the secret key stands in its address;"},
		{"in a body", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {a: {path: /}, b: {path: /}, p: {path: /, body: " + secret + "}}", "the value of the secret key stands in its body;"},
		{"in a cookie", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {a: {path: /}, b: {path: /}, p: {path: /, cookies: {c: " + secret + "}}}", "the value of the secret key stands in its cookie c;"},
		{"in credentials", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {a: {path: /}, b: {path: /}, p: {path: /, auth: {digest: [me, " + secret + "]}}}", "the value of the secret key stands in its auth:;"},
		{"in all rows, said once", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {p: {matrix: {n: [1, 2]}, path: \"/" + secret + "/${n}\"}}", "the probe p[1] cannot be recorded"},
		{"written as a reference", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {p: {path: /, headers: {X-Key: \"${key}\"}}}", ""},
		{"another key", "fixtures: x.fixture\nsecrets: {key: TEST_KEY}\nprobes: {p: {path: /, headers: {X-Token: ghp_" + strings.Repeat("0", 36) + "}}}", ""}, // the last gate's matter
	} {
		path := filepath.Join(t.TempDir(), "x.suite.yaml")
		if err := os.WriteFile(path, []byte("suite: S\n"+c.text+finding+"target: http://127.0.0.1:1\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(c.text, "x.har") {
			const har = `{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": []}}`
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), "x.har"), []byte(har), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		opts := engine.Options{Mode: pipeline.Record, Secret: secrets}
		opts.Load.Env = func(name string) (string, bool) { return "1234", name == "THE_KEY" }
		opts.Load.Vars = map[string]string{}
		for name, value := range map[string]string{"given": "1234", "short": "123"} {
			if strings.Contains(c.text, "${"+name+"}") && !strings.Contains(c.text, "THE_KEY") {
				opts.Load.Vars[name] = value
			}
		}
		documents, err := engine.Open([]string{path}, opts)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		err = record.Check(documents)
		var problems source.Problems
		switch {
		case c.want == "":
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		case !errors.As(err, &problems) || len(problems) != 1:
			t.Errorf("%s: want one problem, got %v", c.name, err)
		case !strings.Contains(strings.ReplaceAll(err.Error(), filepath.Dir(path)+"/", ""), c.want):
			t.Errorf("%s:\ngot  %v\nwant %s", c.name, err, c.want)
		}
	}
}

// Two documents cannot both record another request to one entry.
func TestCheckFindsTwoOwnersOfAnEntry(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"a": "/1", "b": "/2", "c": "/1"} {
		text := "suite: " + name + "\ntarget: http://127.0.0.1:1\nfixtures: twins.fixture\nprobes: {p: {path: " + path + "}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n"
		if err := os.WriteFile(filepath.Join(dir, name+".suite.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	check := func(names ...string) string {
		var documents []*pipeline.Document
		for _, name := range names {
			documents = append(documents, reopened(t, filepath.Join(dir, name+".suite.yaml"), pipeline.Record))
		}
		if err := record.Check(documents); err != nil {
			return strings.ReplaceAll(strings.SplitN(err.Error(), "\n", 2)[0], dir+"/", "")
		}
		return ""
	}
	want := "b.suite.yaml:4:10: the probe p stands for another request at a.suite.yaml:4:10, and both record to twins.fixture; " +
		"give one of the two another id, or each suite fixtures of its own"
	if got := check("a", "b"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := check("a", "c"); got != "" {
		t.Errorf("the same request, and yet: %s", got)
	}
}

// leaked is the error of a recording in which a secret would be, without the path of the
// file that was not written.
func leaked(t *testing.T, d *pipeline.Document, opts record.Options, secret string) string {
	t.Helper()
	with := engine.Options{Mode: pipeline.Record, Secret: func(string) (string, bool) { return secret, true }}
	documents, err := engine.Open([]string{d.Suite.File.Name}, with)
	if err != nil {
		t.Fatal(err)
	}
	d = documents[0]
	run, err := engine.Observe(context.Background(), d, d.Plan.Specs, with)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(d.Suite.Fixtures)
	_, err = record.Runs(context.Background(), []pipeline.Judged{{Run: run, Verdicts: run.Verdicts(d.Plan.Specs)}}, engine.Replay, opts)
	if err == nil {
		t.Fatal("it was recorded")
	}
	after, readErr := os.ReadFile(d.Suite.Fixtures)
	if string(after) != string(before) || (len(before) == 0) != errors.Is(readErr, fs.ErrNotExist) {
		t.Errorf("the fixture is now %q (%v)", after, readErr)
	}
	if secret != "" && strings.Contains(strings.ReplaceAll(err.Error(), d.Suite.Dir, ""), secret) {
		t.Errorf("the error shows the secret: %v", err)
	}
	head, rest, _ := strings.Cut(err.Error(), "\n")
	if want := d.Suite.Fixtures + " is as it was: a secret would stand in it"; head != want {
		t.Errorf("got %s, want %s", head, want)
	}
	return rest
}

const (
	declareIt = "  declare it under `secrets:` and write ${name} in the suite, or name what holds it under `redact:`"
	anyOther  = "  a secret whose value stands in ordinary text, such as a single digit, cannot be kept out of it; is the value the right one?"
)

// The last gate names the entry, the line of it and the kind, with the line as it may be shown.
func TestALeakIsPlaced(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	token := "ghp_" + strings.Repeat("0", 36)
	const suite = "suite: Leak\nfixtures: leak.fixture\nlimits: {concurrency: 1}\nprobes: {before: {path: /}, p: {path: /, %s}, zz: {path: /}}\nfindings: {f: {probe: [before, p, zz], expect: {status: 200}}}\n"
	place := func(where, shown string) string {
		return "  entry \"p\"" + where + ": shaped like a key: github" + shown + "\n" + declareIt
	}
	long := strings.Repeat("word ", 30)
	for _, c := range []struct{ name, request, want string }{
		{"a header", "headers: {X-Token: " + token + "}", place(", line 4 of what would be written", "\n    X-Token: ${redacted:github}")},
		{"the second header", "headers: {A: b, X-Token: " + token + "}", place(", line 5 of what would be written", "\n    X-Token: ${redacted:github}")},
		// "X-Token: " and the masked key are 9 + 18 characters, the word and a space 5.
		{"a line of 120", "headers: {X-Token: " + long[:92] + " " + token + "}", place(", line 4 of what would be written", "\n    X-Token: "+long[:92]+" ${redacted:github}")},
		{"a line of 121", "headers: {X-Token: " + long[:93] + " " + token + "}", place(", line 4 of what would be written", "")},
	} {
		d := opened(t, fmt.Sprintf(suite, c.request), target, pipeline.Record)
		if diff := cmp.Diff(c.want, leaked(t, d, record.Options{}, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// A person's remark that holds a key, above all entries and above one.
func TestALeakInARemarkIsPlaced(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	token := "ghp_" + strings.Repeat("0", 36)
	for _, c := range []struct{ name, text, want string }{
		{"above all", "# ours: " + token + "\n\n" + before, "  above the first entry: shaped like a key: github\n    # ours: ${redacted:github}\n" + declareIt},
		{"above one", strings.Replace(before, "### p\n", "### p\n# ours: "+token+"\n", 1),
			"  entry \"p\", line 3 of what would be written: shaped like a key: github\n    # ours: ${redacted:github}\n" + declareIt},
	} {
		d := opened(t, one, target, pipeline.Record)
		if err := os.WriteFile(d.Suite.Fixtures, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, leaked(t, reopened(t, d.Suite.File.Name, pipeline.Record), record.Options{}, "")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// Up to five leaks are shown with their lines. More are only listed: of a secret in ordinary
// text, the lines around it would give it away.
func TestManyLeaksAreNotShown(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	leak := func(n int) string {
		d := opened(t, fmt.Sprintf("suite: Short\nfixtures: short.fixture\nlimits: {concurrency: 1}\nsecrets: {short: TEST_KEY}\n"+
			"probes: {p: {path: /, repeat: %d, headers: {X-Key: \"${short}\"}}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", n), target, pipeline.Record)
		recorded(t, record.Options{}, judged(t, d, pipeline.Record))
		text, err := os.ReadFile(d.Suite.Fixtures)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			line := fmt.Sprintf("# sample: %d\n", i+1)
			text = []byte(strings.Replace(string(text), line, line+"# seen by a zebra\n", 1))
		}
		if err := os.WriteFile(d.Suite.Fixtures, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return leaked(t, d, record.Options{}, "zebra")
	}
	places := func(n int, shown string) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, "  entry \"p\", sample %d, line 4 of what would be written: secret short\n%s", i+1, shown)
		}
		return out.String()
	}
	for n, want := range map[int]string{
		5:  places(5, "    # seen by a ${short}\n") + declareIt,
		6:  places(6, "") + anyOther,
		10: places(10, "") + anyOther,
		11: places(10, "") + "  and 1 more\n" + anyOther,
	} {
		if diff := cmp.Diff(want, leak(n)); diff != "" {
			t.Errorf("%d leaks (-want +got):\n%s", n, diff)
		}
	}
}

// A secret that two runs of a file know is named once.
func TestALeakOfTwoRunsIsNamedOnce(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	d := opened(t, strings.Replace(one, "{path: /json}", "{path: /json, headers: {X-Token: ghp_"+strings.Repeat("0", 36)+"}}", 1), target, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	_, err := record.Runs(context.Background(), []pipeline.Judged{run, run}, engine.Replay, record.Options{})
	if err == nil || strings.Count(err.Error(), "shaped like a key") != 1 {
		t.Errorf("got %v", err)
	}
}

// A run that is interrupted, or cannot be replayed, while the new file is checked is not
// recorded.
func TestAReplayThatFailsRefuses(t *testing.T) {
	d := opened(t, replayed, api(t).URL, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	ctx, cancel := context.WithCancel(context.Background())
	err := kept(t, d, func() error {
		_, err := record.Runs(ctx, []pipeline.Judged{run}, func(ctx context.Context, d *pipeline.Document, probes []*plan.Probe) (*pipeline.Run, error) {
			cancel()
			return engine.Replay(context.WithoutCancel(ctx), d, probes)
		}, record.Options{})
		return err
	})
	if want := d.Suite.Fixtures + " is as it was: the run was interrupted"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	boom := errors.New("boom")
	err = kept(t, d, func() error {
		_, err := record.Runs(context.Background(), []pipeline.Judged{run}, func(context.Context, *pipeline.Document, []*plan.Probe) (*pipeline.Run, error) {
			return nil, boom
		}, record.Options{})
		return err
	})
	if !errors.Is(err, boom) || !strings.HasPrefix(err.Error(), "replaying what was recorded: ") {
		t.Errorf("got %v", err)
	}
}

// What the new file would be judged broken for is the first failure.
func TestADifferenceShowsTheFailure(t *testing.T) {
	target := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id": 8}`)
	})
	d := opened(t, strings.Replace(replayed, "{$.id: 7}", "{$.id: 7, $.name: Ann}", 1), target, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	if run.Verdicts[0].Outcome != judge.Broken || len(run.Verdicts[0].Failures) != 2 {
		t.Fatalf("live: %+v", run.Verdicts[0])
	}
	run.Verdicts[0] = judge.Verdict{Spec: run.Verdicts[0].Spec, Outcome: judge.Inconclusive, Reason: judge.Reason{Kind: judge.Untold, Detail: "first line\nsecond line"}}
	err := kept(t, d, func() error {
		_, err := record.Runs(context.Background(), []pipeline.Judged{run}, replayedLater, record.Options{})
		return err
	})
	want := "    live      inconclusive: first line\n    replayed  broken: json $.id: expected 7 (number), got 8 (number)"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
