//go:build linux

package record_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/fixture"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/record"
	"assay/runner/internal/wholefile/readonly"
)

// everyKind has an answer of every kind that a fixture keeps.
const everyKind = `
suite: Every kind
fixtures: deep/er/every.fixture
secrets: {key: TEST_KEY}
probes:
  json: {path: /json, capture: {id: {json: $.id}}}
  binary: {path: /binary}
  text: {path: /text}
  stream: {path: /stream, stream: true}
  hops: {path: /from, redirects: 3}
  many: {path: /many, repeat: {times: 4, concurrency: 2}}
  echo: {path: "/echo?k=${key}", headers: {X-Key: "${key}"}}
  next: {path: "/next/${json.id}"}
  cut: {path: /cut}
findings:
  json: {probe: json, expect: {json: {$.id: 7, $.name: "ä ${key}"}}}
  binary: {probe: binary, expect: {size: 256, sha256: 40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880}}
  text: {probe: text, expect: {body: {contains: "### no separator"}}}
  stream: {probe: stream, expect: {stream: {events: 3, last: "[DONE]", stray: {count: 1}}}}
  hops: {probe: hops, expect: {status: 200, body: arrived}}
  many: {probe: many, expect: {share: {"= 0.5": {status: 503}}}}
  quick: {probe: many, expect: {duration: {max: {lt: 1m}}}}
  echo: {probe: echo, expect: {status: 200, size: {le: 1MiB}, body: {contains: "${key}"}}}
  next: {probe: next, expect: {body: /next/7}}
  cut: {probe: cut, expect: {error: protocol}}
`

// api answers everyKind, and everything with the secret in it.
func api(t *testing.T) *httptest.Server {
	var samples atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id": 7, "name": "ä %s"}`, secret)
	})
	mux.HandleFunc("/binary", func(w http.ResponseWriter, _ *http.Request) {
		for i := range 256 {
			_, _ = w.Write([]byte{byte(i)})
		}
	})
	mux.HandleFunc("/text", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "a\r\n### no separator\n\n\n") })
	mux.HandleFunc("/stream", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, line := range []string{"data: {\"i\": 1}\n\n", "data: {\"i\": 2}\n\n", "{\"error\": \"stray\"}\n", "data: [DONE]\n\n"} {
			fmt.Fprint(w, line)
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("/from", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/to?k="+secret, http.StatusFound) })
	mux.HandleFunc("/to", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "arrived") })
	mux.HandleFunc("/many", func(w http.ResponseWriter, _ *http.Request) {
		if samples.Add(1)%2 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s", r.URL.RawQuery, r.Header.Get("X-Key"))
	})
	mux.HandleFunc("/next/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			fmt.Fprint(c, "HTTX nonsense\r\n\r\n")
			c.Close()
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

const secret = "invented-secret-of-the-test"

// opened is a suite in a folder of its own, its target the server. More are names and texts
// of files in the same folder.
func opened(t testing.TB, text, target string, mode pipeline.Mode, more ...string) *pipeline.Document {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.suite.yaml")
	files := append([]string{filepath.Base(path), text + "target: " + target + "\n"}, more...)
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), files[i]), []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return reopened(t, path, mode)
}

func reopened(t testing.TB, path string, mode pipeline.Mode) *pipeline.Document {
	t.Helper()
	documents, err := engine.Open([]string{path}, engine.Options{Mode: mode, Secret: secrets})
	if err != nil {
		t.Fatal(err)
	}
	return documents[0]
}

func secrets(env string) (string, bool) { return secret, env == "TEST_KEY" }

// judged runs every finding of d.
func judged(t testing.TB, d *pipeline.Document, mode pipeline.Mode) pipeline.Judged {
	t.Helper()
	run, err := engine.Observe(context.Background(), d, d.Plan.Specs, engine.Options{Mode: mode, Secret: secrets})
	if err != nil {
		t.Fatal(err)
	}
	return pipeline.Judged{Run: run, Verdicts: run.Verdicts(d.Plan.Specs)}
}

// Every kind of answer is recorded, secrets taken out, and replays with the
// verdicts of the run.
func TestEveryKindOfAnswerReplays(t *testing.T) {
	d := opened(t, everyKind, api(t).URL, pipeline.Record)
	live := judged(t, d, pipeline.Record)
	for _, v := range live.Verdicts {
		if v.Outcome != judge.Holds {
			t.Errorf("live, %s: %s %s %+v", v.Spec.ID, v.Outcome, v.Reason, v.Failures)
		}
	}
	notes, err := record.Runs(context.Background(), []pipeline.Judged{live}, engine.Replay, record.Options{Tool: "assay test"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "recorded 9 probes in " + d.Suite.Fixtures + "; a replay gives the same verdicts"; len(notes) != 1 || notes[0].Text != want {
		t.Errorf("notes %+v, want %q", notes, want)
	}
	text, err := os.ReadFile(d.Suite.Fixtures)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# body: base64", "# body: events", "# hop: 302 ", "# sample: 4", "# error: protocol ", "X-Key: ${key}", "by assay test"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the fixture has no %q", want)
		}
	}
	if strings.Contains(string(text), secret) {
		t.Error("the secret stands in the fixture")
	}
	again := judged(t, reopened(t, d.Suite.File.Name, pipeline.Replay), pipeline.Replay)
	for _, v := range again.Verdicts {
		if v.Outcome != judge.Holds {
			t.Errorf("replayed, %s: %s %s %+v", v.Spec.ID, v.Outcome, v.Reason, v.Failures)
		}
	}
}

const one = "suite: One\nfixtures: one.fixture\nprobes: {p: {path: /json}}\nfindings: {f: {claim: It has an id, probe: p, expect: {json: {$.id: 7}}}}\n"

// replayed is one whose probe does not stand alone, so that its file is replayed.
var replayed = strings.Replace(one, "{path: /json}", "{path: /json, capture: {n: {json: $.id}}}", 1)

// before is a fixture that says something else than the server.
const before = "### p\nGET http://127.0.0.1:1/json\n\n### p response\nHTTP/1.1 500 Internal Server Error\n"

// kept runs write and checks that it fails and that the fixture is as it was, with
// nothing beside it.
func kept(t *testing.T, d *pipeline.Document, write func() error) error {
	t.Helper()
	if err := os.WriteFile(d.Suite.Fixtures, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	err := write()
	if err == nil {
		t.Error("it was recorded")
	}
	text, readErr := os.ReadFile(d.Suite.Fixtures)
	if readErr != nil || string(text) != before {
		t.Errorf("the fixture is now %q (%v)", text, readErr)
	}
	if left, _ := filepath.Glob(filepath.Join(d.Suite.Dir, ".*.tmp")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return err
}

// replayedLater replays with another duration: what reads back as it was sent need not be judged
// again.
func replayedLater(ctx context.Context, d *pipeline.Document, probes []*plan.Probe) (*pipeline.Run, error) {
	run, err := engine.Replay(ctx, d, probes)
	if err != nil {
		return nil, err
	}
	for i, o := range run.Observations {
		if o != nil {
			run.Observations[i] = o.Copy()
			run.Observations[i].Duration++
		}
	}
	run.Evidence = judge.NewEvidence(d.Plan, run.Observations)
	return run, nil
}

// What reads back as it was sent is not judged again: judging is pure.
func TestWhatReadsBackTheSameIsNotJudgedAgain(t *testing.T) {
	d := opened(t, one, api(t).URL, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	run.Verdicts[0].Outcome = judge.Inconclusive // and would now hold
	if _, err := record.Runs(context.Background(), []pipeline.Judged{run}, engine.Replay, record.Options{}); err != nil {
		t.Error(err)
	}
}

// A new file that would be judged otherwise is refused with the difference.
func TestAnotherVerdictRefuses(t *testing.T) {
	d := opened(t, replayed, api(t).URL, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	run.Verdicts[0].Outcome, run.Verdicts[0].Reason = judge.Inconclusive, judge.Reason{Kind: judge.Untold, Detail: "the moon was full"}
	err := kept(t, d, func() error {
		_, err := record.Runs(context.Background(), []pipeline.Judged{run}, replayedLater, record.Options{})
		return err
	})
	want := d.Suite.Fixtures + " is as it was: what was recorded would not replay with the same verdicts\n" +
		"  " + run.Verdicts[0].Spec.At.String() + ": It has an id (f)\n" +
		"    live      inconclusive: the moon was full\n" +
		"    replayed  holds"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestAnInterruptedRunRecordsNothing(t *testing.T) {
	d := opened(t, one, api(t).URL, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := kept(t, d, func() error {
		_, err := record.Runs(ctx, []pipeline.Judged{run}, engine.Replay, record.Options{})
		return err
	})
	if want := d.Suite.Fixtures + " is as it was: the run was interrupted"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// The limit on file sizes is one of the whole process, and the log of the test itself would
// meet it: the test is a process of its own.
func TestAFullDiskKeepsTheOldFile(t *testing.T) {
	const inside = "ASSAY_TEST_FULL_DISK"
	if os.Getenv(inside) == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestAFullDiskKeepsTheOldFile$")
		c.Env = append(os.Environ(), inside+"=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	d := opened(t, everyKind, api(t).URL, pipeline.Record)
	d.Suite.Fixtures = filepath.Join(d.Suite.Dir, "every.fixture")
	run := judged(t, d, pipeline.Record)
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	err := kept(t, d, func() error {
		small := old
		small.Cur = 1024
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
			t.Fatal(err)
		}
		_, err := record.Runs(context.Background(), []pipeline.Judged{run}, engine.Replay, record.Options{})
		if restored := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); restored != nil {
			t.Fatal(restored)
		}
		return err
	})
	if !errors.Is(err, syscall.EFBIG) || !strings.HasSuffix(err.Error(), "; the file is as it was") {
		t.Errorf("got %v", err)
	}
}

// A file that was edited into nonsense while the run went on is not overwritten.
func TestNonsenseIsNotOverwritten(t *testing.T) {
	d := opened(t, one, api(t).URL, pipeline.Record)
	run := judged(t, d, pipeline.Record)
	const nonsense = "### p\nonce upon a time\n"
	if err := os.WriteFile(d.Suite.Fixtures, []byte(nonsense), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := record.Runs(context.Background(), []pipeline.Judged{run}, engine.Replay, record.Options{})
	if err == nil || !strings.Contains(err.Error(), "one.fixture:1:1: ") {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(d.Suite.Fixtures); string(text) != nonsense {
		t.Errorf("the fixture is now %q", text)
	}
}

// Where nothing can be written is found out before anything is sent.
func TestCheckFindsNoPlace(t *testing.T) {
	d := opened(t, one, "http://127.0.0.1:1", pipeline.Record)
	closed := filepath.Join(d.Suite.Dir, "closed")
	if err := os.Mkdir(closed, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Run("read-only", func(t *testing.T) {
		readonly.Folder(t, closed)
		for place, want := range map[string]string{
			filepath.Join(closed, "one.fixture"):            "a new file has no place in " + closed,
			filepath.Join(closed, "not/yet/one.fixture"):    "a new file has no place in " + closed,
			filepath.Join(d.Suite.File.Name, "one.fixture"): d.Suite.File.Name + " is no folder",
			closed: "it is no regular file (d---------)",
		} {
			d.Suite.Fixtures = place
			err := record.Check([]*pipeline.Document{d})
			if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `the suite "One" cannot be recorded`) {
				t.Errorf("%s: got %v, want %q", place, err, want)
			}
		}
	})
	d.Suite.Fixtures = filepath.Join(d.Suite.Dir, "new/folder/one.fixture")
	if err := record.Check([]*pipeline.Document{d}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(d.Suite.Dir, "new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("checking made the folder: %v", err)
	}
}

// What a person wrote above an entry, and entries of probes that the suite no
// longer has, stay.
func TestWhatAPersonWroteStays(t *testing.T) {
	d := opened(t, one, api(t).URL, pipeline.Record)
	old := "# ours\n\n" + strings.Replace(before, "### p\n", "### p\n# a remark\n", 1) +
		"\n### gone\n# transcribed from: a letter\nGET http://127.0.0.1:1/gone\n\n### gone response\nHTTP/1.1 410 Gone\n"
	if err := os.WriteFile(d.Suite.Fixtures, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := record.Runs(context.Background(), []pipeline.Judged{judged(t, d, pipeline.Record)}, engine.Replay, record.Options{}); err != nil {
		t.Fatal(err)
	}
	f, err := fixture.Open(d.Suite.Fixtures)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal([]any{f.Comments, f.Entries[0].RequestComments, f.Entries[0].Observation.Status, f.Entries[1].Probe, f.Entries[1].Observation.Status})
	if want := `[["# ours"],["# a remark"],200,"gone",410]`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if info, err := os.Stat(d.Suite.Fixtures); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("permissions %v (%v)", info.Mode(), err)
	}
}

// A sample that was not sent keeps the whole repeat from being recorded.
func TestHalfARepeatIsNotRecorded(t *testing.T) {
	d := opened(t, "suite: Half\nfixtures: half.fixture\nprobes: {p: {path: /many, repeat: 4}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", api(t).URL, pipeline.Record)
	run, err := engine.Observe(context.Background(), d, d.Plan.Specs, engine.Options{Mode: pipeline.Record, Budget: 2})
	if err != nil {
		t.Fatal(err)
	}
	notes, err := record.Runs(context.Background(), []pipeline.Judged{{Run: run, Verdicts: run.Verdicts(d.Plan.Specs)}}, engine.Replay, record.Options{})
	if err != nil || len(notes) != 1 || !strings.HasPrefix(notes[0].Text, "nothing was recorded: p (sample 3 of 4: the request budget of 2 is spent") {
		t.Errorf("got %v %v", notes, err)
	}
	if _, err := os.Stat(d.Suite.Fixtures); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was written: %v", err)
	}
}

// What differs from one recording to the next is kept with the entry, and a new
// answer that is accepted teaches nothing.
func TestRecordingsLearnWhatVaries(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"id": %d, "name": "one", "release": %d}`, n.Add(1), n.Load()/4)
	}))
	t.Cleanup(server.Close)
	d := opened(t, "suite: Varies\nfixtures: varies.fixture\nprobes: {p: {path: /}, q: {path: /q}}\nfindings: {f: {probe: p, expect: {status: 200}}, g: {probe: q, expect: {status: 200}}}\nlimits: {concurrency: 1}\n", server.URL, pipeline.Record)
	varies := func(opts record.Options) []string {
		t.Helper()
		if _, err := record.Runs(context.Background(), []pipeline.Judged{judged(t, d, pipeline.Record)}, engine.Replay, opts); err != nil {
			t.Fatal(err)
		}
		f, err := fixture.Open(d.Suite.Fixtures)
		if err != nil {
			t.Fatal(err)
		}
		return f.Entries[0].Varies
	}
	onlyP := func(_ *pipeline.Document, probe string) bool { return probe == "p" }
	for i, c := range []struct {
		opts record.Options
		want string
	}{
		{record.Options{}, ""},
		{record.Options{}, "$.id"},                              // 3 after 1, release 0 as before
		{record.Options{Because: "the new release"}, "$.id"},    // release 1
		{record.Options{Because: "again", Only: onlyP}, "$.id"}, // q keeps its entry
		{record.Options{}, "$.id, $.release"},                   // release 2
	} {
		if got := strings.Join(varies(c.opts), ", "); got != c.want {
			t.Errorf("recording %d: varies %q, want %q", i+1, got, c.want)
		}
	}
}
