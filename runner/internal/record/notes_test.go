//go:build linux

package record_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
)

// serve answers every request with handler until the test ends.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}

// texts are the notes without their documents, the folder of the fixtures taken out.
func texts(notes []record.Note) []string {
	var out []string
	for _, n := range notes {
		out = append(out, strings.ReplaceAll(n.Text, n.Document.Suite.Dir+"/", ""))
	}
	return out
}

// recorded records runs of one or more documents and gives the notes.
func recorded(t *testing.T, opts record.Options, runs ...pipeline.Judged) []string {
	t.Helper()
	notes, err := record.Runs(context.Background(), runs, engine.Replay, opts)
	if err != nil {
		t.Fatal(err)
	}
	return texts(notes)
}

const three = `
suite: Three
fixtures: three.fixture
limits: {concurrency: 1}
probes: {p: {path: /p}, q: {path: /q}, r: {path: /r}}
findings:
  f: {probe: p, expect: {status: 200}}
  g: {probe: q, expect: {status: 200}}
  h: {probe: r, expect: {status: 200}}
`

func TestNotesSayWhatBecameOfTheFile(t *testing.T) {
	target := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	d := opened(t, three, target, pipeline.Record)
	only := func(ids string) func(*pipeline.Document, string) bool {
		return func(_ *pipeline.Document, probe string) bool { return strings.Contains(ids, probe) }
	}
	run := func(budget int) pipeline.Judged {
		r, err := engine.Observe(context.Background(), d, d.Plan.Specs, engine.Options{Mode: pipeline.Record, Budget: budget})
		if err != nil {
			t.Fatal(err)
		}
		return pipeline.Judged{Run: r, Verdicts: r.Verdicts(d.Plan.Specs)}
	}
	const same = "; a replay gives the same verdicts"
	for _, c := range []struct {
		name   string
		budget int
		opts   record.Options
		want   string
	}{
		{"a new file", 0, record.Options{}, "recorded 3 probes in three.fixture" + same},
		{"again", 0, record.Options{}, "recorded 3 probes in three.fixture" + same},
		{"one of them", 0, record.Options{Only: only("q")}, "recorded 1 probe in three.fixture; 2 probes not sent kept what was recorded before" + same},
		{"two of them", 0, record.Options{Only: only("qr")}, "recorded 2 probes in three.fixture; 1 probe not sent kept what was recorded before" + same},
		{"none of them", 0, record.Options{Only: only("")}, "nothing was recorded: no probe was sent"},
		{"the budget ends", 2, record.Options{},
			"recorded 2 probes in three.fixture; 1 probe not sent kept what was recorded before; not recorded: r (the request budget of 2 is spent: raise limits.requests or --budget)" + same},
		{"accepted", 0, record.Options{Only: only("p"), Because: "the new release"}, "accepted the answer of 1 probe into three.fixture: the new release"},
	} {
		if diff := cmp.Diff([]string{c.want}, recorded(t, c.opts, run(c.budget))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if err := os.Remove(d.Suite.Fixtures); err != nil {
		t.Fatal(err)
	}
	want := "recorded 1 probe in three.fixture; not recorded: 2 probes: q, r (the request budget of 1 is spent: raise limits.requests or --budget)" + same
	if diff := cmp.Diff([]string{want}, recorded(t, record.Options{}, run(1))); diff != "" {
		t.Errorf("nothing was there before (-want +got):\n%s", diff)
	}
}

// Two documents that record to one file are each told, and the entry of a probe that both
// have is written once.
func TestTwoDocumentsShareAFile(t *testing.T) {
	target := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	one := opened(t, "suite: A\nfixtures: shared.fixture\nprobes: {p: {path: /p}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", target, pipeline.Record)
	other := strings.Replace(one.Suite.File.Name, "x.suite", "y.suite", 1)
	text := "suite: B\nfixtures: shared.fixture\nprobes: {p: {path: /p}, q: {path: /q}}\nfindings: {f: {probe: [p, q], expect: {status: 200}}}\ntarget: " + target + "\n"
	if err := os.WriteFile(other, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	two := reopened(t, other, pipeline.Record)
	if err := record.Check([]*pipeline.Document{one, two}); err != nil {
		t.Errorf("the two may share a file, and yet: %v", err)
	}
	notes := recorded(t, record.Options{}, judged(t, one, pipeline.Record), judged(t, two, pipeline.Record))
	want := []string{
		"recorded 1 probe in shared.fixture; a replay gives the same verdicts",
		"recorded 2 probes in shared.fixture; a replay gives the same verdicts",
	}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	written, err := os.ReadFile(one.Suite.Fixtures)
	if err != nil {
		t.Fatal(err)
	}
	var heads []string
	for line := range strings.Lines(string(written)) {
		if strings.HasPrefix(line, "### ") {
			heads = append(heads, strings.TrimSpace(line))
		}
	}
	if diff := cmp.Diff([]string{"### p", "### p response", "### q", "### q response"}, heads); diff != "" {
		t.Errorf("the file's entries (-want +got):\n%s", diff)
	}
}

// A connection that failed refuses the recording, unless a verdict was reached on it.
func TestAFailedConnectionIsNoAnswer(t *testing.T) {
	closes := func(w http.ResponseWriter) {
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			c.Close()
		}
	}
	var n atomic.Int64
	target := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/closes" || r.URL.Path == "/second" && n.Add(1) > 1 {
			closes(w)
		}
	})
	const tail = "\n  a failing connection is recorded where a finding expects it (`error: timeout`); otherwise record again, or the others with --only"
	for _, c := range []struct{ name, probe, expect, want string }{
		{"an answer is wanted", "path: /closes", "status: 200", "p: no answer (reset): "},
		{"a failure is wanted", "path: /closes", "error: reset", ""},
		{"another failure is wanted", "path: /closes", "error: timeout", ""},
		{"an answer of every sample is wanted", "path: /second, repeat: 3", "status: 200", "p: no answer (reset): "},
		{"a share of the samples fails", "path: /second, repeat: 3", "share: {\">= 0.3\": {status: 200}}", ""},
	} {
		n.Store(0)
		d := opened(t, "suite: Failing\nfixtures: failing.fixture\nlimits: {concurrency: 1}\nprobes: {p: {"+c.probe+"}}\n"+
			"findings: {f: {probe: p, expect: {"+c.expect+"}}}\n", target, pipeline.Record)
		run := judged(t, d, pipeline.Record)
		_, err := record.Runs(context.Background(), []pipeline.Judged{run}, engine.Replay, record.Options{})
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		want := d.Suite.Fixtures + " is as it was: the run was not complete\n  " + c.want
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), tail) || strings.Count(err.Error(), "\n") != 2 {
			t.Errorf("%s: got %v, want %s ...%s", c.name, err, want, tail)
		}
		if _, err := os.Stat(d.Suite.Fixtures); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a file was written (%v)", c.name, err)
		}
	}
}

// Of many failures, ten are named, and how many more there are.
func TestManyFailuresAreCutShort(t *testing.T) {
	for rows, more := range map[int]string{10: "", 11: "\n  and 1 more", 13: "\n  and 3 more"} {
		var matrix []string
		for i := range rows {
			matrix = append(matrix, fmt.Sprint(i))
		}
		d := opened(t, "suite: Many\nfixtures: many.fixture\nprobes: {p: {matrix: {n: ["+strings.Join(matrix, ", ")+"]}, path: \"/${n}\"}}\n"+
			"findings: {f: {probe: p, expect: {status: 200}}}\n", "http://127.0.0.1:1", pipeline.Record)
		_, err := record.Runs(context.Background(), []pipeline.Judged{judged(t, d, pipeline.Record)}, engine.Replay, record.Options{})
		if err == nil || strings.Count(err.Error(), "no answer (refused)") != 10 || strings.Contains(err.Error(), "more") != (more != "") || !strings.Contains(err.Error(), more+"\n  a failing") {
			t.Errorf("%d rows: %v", rows, err)
		}
	}
}

// What no finding reads is not sent: a recording says so, and how to record it.
func TestWhatNoFindingReadsIsNamed(t *testing.T) {
	target := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"id": 7}`) })
	const whole = "recorded 1 probe in unread.fixture; a replay gives the same verdicts"
	for _, c := range []struct{ name, probes, findings, want string }{
		{"all are read", "{p: {path: /p}}", "{f: {probe: p, expect: {status: 200}}}", ""},
		{"one is not", "{p: {path: /p}, q: {path: /q}}", "{f: {probe: p, expect: {status: 200}}}",
			"1 probe not sent, as no finding reads it: q; to record: --only q"},
		{"two are not", "{p: {path: /p}, q: {path: /q}, r: {path: /r}}", "{f: {probe: p, expect: {status: 200}}}",
			"2 probes not sent, as no finding reads them: q, r; to record: --only q --only r"},
		{"rows are not", "{p: {path: /p}, q: {matrix: {n: [a, b]}, path: \"/${n}\"}, r: {path: /r}}", "{f: {probe: p, expect: {status: 200}}}",
			"3 probes not sent, as no finding reads them: q[a], q[b], r; to record: --only 'q[*]' --only r"},
		{"what a finding is not about yet is read", "{p: {path: /p}, q: {path: /q}}", "{f: {probe: p, expect: {status: 200}}, g: {probe: q, pending: later, expect: {status: 200}}}", ""},
		{"what another needs is read", "{first: {path: /f, capture: {id: {json: $.id}}}, q: {path: \"/${first.id}\"}}", "{g: {probe: q, pending: later, expect: {status: 200}}, f: {probe: first, expect: {status: 200}}}", ""},
	} {
		d := opened(t, "suite: Unread\nfixtures: unread.fixture\nprobes: "+c.probes+"\nfindings: "+c.findings+"\n", target, pipeline.Record)
		want := []string{whole}
		if c.want != "" {
			want = append(want, c.want)
		}
		if diff := cmp.Diff(want, recorded(t, record.Options{}, judged(t, d, pipeline.Record))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		every := record.Options{Only: func(*pipeline.Document, string) bool { return true }}
		if diff := cmp.Diff([]string{whole}, recorded(t, every, judged(t, d, pipeline.Record))); diff != "" {
			t.Errorf("%s, where a person chose (-want +got):\n%s", c.name, diff)
		}
	}
}

// A person who chose what is sent knows that the rest was not.
func TestWhatAPersonDidNotChooseIsNotNamed(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	d := opened(t, strings.Replace(three, "r: {path: /r}", "r: {path: /r}, unread: {path: /u}", 1), target, pipeline.Record)
	observed := func(ids ...string) pipeline.Judged {
		probes := d.Plan.Probes[:0:0]
		for _, id := range ids {
			probes = append(probes, d.Plan.Probe(id))
		}
		run, err := engine.Start(engine.Options{Mode: pipeline.Record}).Observe(t.Context(), engine.Task{Document: d, Probes: probes})
		if err != nil {
			t.Fatal(err)
		}
		return pipeline.Judged{Run: run}
	}
	const same = "; a replay gives the same verdicts"
	for _, c := range []struct {
		sent []string
		want []string
	}{
		{[]string{"p", "q"}, []string{"recorded 2 probes in three.fixture" + same}}, // r is judged, and was not wanted
		{[]string{"p", "q", "r"}, []string{"recorded 3 probes in three.fixture" + same,
			"1 probe not sent, as no finding reads it: unread; to record: --only unread"}},
		{[]string{"p", "q", "r", "unread"}, []string{"recorded 4 probes in three.fixture" + same}},
	} {
		_ = os.Remove(d.Suite.Fixtures)
		if diff := cmp.Diff(c.want, recorded(t, record.Options{}, observed(c.sent...))); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.sent, diff)
		}
	}
}

// Probes of a file that the suite includes are that file's matter.
func TestUnreadProbesOfAnIncludedFileAreNotNamed(t *testing.T) {
	target := serve(t, func(http.ResponseWriter, *http.Request) {})
	d := opened(t, "suite: Including\nfixtures: including.fixture\ninclude: [shared.yaml]\nprobes: {p: {path: /p}, q: {path: /q}}\n"+
		"findings: {f: {probe: p, expect: {status: 200}}}\n", target, pipeline.Record, "shared.yaml", "probes: {s: {path: /s}, u: {path: /u}}\n")
	want := []string{
		"recorded 1 probe in including.fixture; a replay gives the same verdicts",
		"1 probe not sent, as no finding reads it: q; to record: --only q",
	}
	if diff := cmp.Diff(want, recorded(t, record.Options{}, judged(t, d, pipeline.Record))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What differs from one recording to the next is named: as volatile where little time lies
// between, otherwise as a difference that was not learned.
func TestNotesOfWhatVaries(t *testing.T) {
	var n atomic.Int64
	target := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stays" {
			fmt.Fprint(w, `{"id": 1}`)
			return
		}
		fmt.Fprintf(w, `{"id": %d}`, n.Add(1))
	})
	rows := func(n int) string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf("r%02d", i))
		}
		return strings.Join(out, ", ")
	}
	for _, c := range []struct {
		name  string
		probe string
		ago   string // when the recording before was made; "" just now
		want  []string
	}{
		{"nothing differs", "p: {path: /stays}", "", nil},
		{"one field, just now", "p: {path: /}", "",
			[]string{`learned as volatile, for it differs from a recording of the last 10 minutes: p: $.id; where that is a change of the API, take it out of the lines "# varies:"`}},
		{"one field, long ago", "p: {path: /}", "2020-01-02T03:04:05Z",
			[]string{"differs from the recording before, and is not taken for volatile, as more than 10 minutes lie between: p: $.id; where it always differs, record once more now, or declare it under volatile:"}},
		{"ten probes", "p: {matrix: {n: [" + rows(10) + "]}, path: \"/${n}\"}", "",
			[]string{"learned as volatile, for it differs from a recording of the last 10 minutes: p[r00]: $.id; p[r01]: $.id; p[r02]: $.id; p[r03]: $.id; p[r04]: $.id; p[r05]: $.id; p[r06]: $.id; p[r07]: $.id; p[r08]: $.id; p[r09]: $.id; where that is a change of the API, take it out of the lines \"# varies:\""}},
		{"twelve probes", "p: {matrix: {n: [" + rows(12) + "]}, path: \"/${n}\"}", "",
			[]string{"learned as volatile, for it differs from a recording of the last 10 minutes: p[r00]: $.id; p[r01]: $.id; p[r02]: $.id; p[r03]: $.id; p[r04]: $.id; p[r05]: $.id; p[r06]: $.id; p[r07]: $.id; p[r08]: $.id; p[r09]: $.id; and 2 probes more; where that is a change of the API, take it out of the lines \"# varies:\""}},
	} {
		d := opened(t, "suite: Varies\nfixtures: varies.fixture\nprobes: {"+c.probe+"}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", target, pipeline.Record)
		first := recorded(t, record.Options{}, judged(t, d, pipeline.Record))
		if len(first) != 1 {
			t.Errorf("%s: the first recording has the notes %q", c.name, first)
		}
		if c.ago != "" {
			age(t, d.Suite.Fixtures, c.ago)
		}
		d = reopened(t, d.Suite.File.Name, pipeline.Record)
		again := recorded(t, record.Options{}, judged(t, d, pipeline.Record))
		if diff := cmp.Diff(c.want, again[1:], cmp.Transformer("", func(s []string) string { return strings.Join(s, "\n") })); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// age sets the time at which the entries of a fixture were captured.
func age(t *testing.T, path, to string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(text)) {
		if _, after, ok := strings.Cut(line, "# captured: "); ok {
			_, rest, _ := strings.Cut(strings.TrimSpace(after), " ")
			line = strings.TrimSpace("# captured: "+to+" "+rest) + "\n"
		}
		out.WriteString(line)
	}
	if out.String() == string(text) {
		t.Fatalf("no entry says when it was captured:\n%s", text)
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Only findings whose probes were all recorded are replayed, and pending ones are not.
func TestOnlyWhatWasRecordedIsReplayed(t *testing.T) {
	target := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/q" {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	const text = `
suite: Replayed
fixtures: replayed.fixture
limits: {concurrency: 1}
probes: {p: {path: /p, capture: {n: {status: true}}}, q: {path: /q, capture: {n: {status: true}}}}
findings:
  alone: {probe: p, expect: {status: 200}}
  first: {probe: p, control: q, expect: {status: 200}}
  second: {probe: q, control: p, expect: {status: 404}}
  late: {probe: p, expect: {status: 500}, pending: not yet}
`
	for _, c := range []struct {
		name, wrong, only string
		want              bool // refused
	}{
		{"its probe was recorded", "alone", "p", true},
		{"its control was not", "first", "p", false},
		{"its probe was not", "second", "p", false},
		{"both were", "second", "pq", true},
		{"it is pending", "late", "p", false},
	} {
		d := opened(t, text, target, pipeline.Record)
		run := judged(t, d, pipeline.Record)
		for i := range run.Verdicts {
			if v := &run.Verdicts[i]; v.Spec.ID == c.wrong && v.Outcome != judge.Pending {
				v.Outcome = judge.Inconclusive
			}
		}
		_, err := record.Runs(context.Background(), []pipeline.Judged{run}, replayedLater, record.Options{
			Only: func(_ *pipeline.Document, probe string) bool { return strings.Contains(c.only, probe) },
		})
		if (err != nil) != c.want {
			t.Errorf("%s: got %v", c.name, err)
		}
		if _, err := os.Stat(filepath.Join(d.Suite.Dir, "replayed.fixture")); (err != nil) != c.want {
			t.Errorf("%s: the file: %v", c.name, err)
		}
	}
}
