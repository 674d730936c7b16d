package drift_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/testkit"
)

// witnessed is a suite with a finding for every way in which it, its fixture and the response can
// agree.
const witnessed = `
suite: Witnesses
fixtures: w.fixture
answers:
  gone: {status: 410}
probes:
  agree: {path: /agree}
  broken: {path: /broken}
  stale: {path: /stale}
  both: {path: /both}
  never: {path: /never}
  shape: {path: /shape}
  new: {path: /new}
  unknown: {path: /unknown}
  refused: {url: "http://127.0.0.1:1/"}
findings:
  agree: {probe: agree, expect: {status: 200}}
  broken: {probe: broken, expect: {status: 200, json: {$.a: 1}}}
  stale: {probe: stale, expect: {status: 200}}
  both: {probe: both, expect: {json: {$.a: 1}}}
  never: {probe: never, expect: {json: {$.a: 1}}}
  shape: {probe: shape, expect: {status: 200}}
  shape-again: {probe: shape, expect: {json: {$.a: 1}}}
  new: {probe: new, expect: {status: 200}}
  unknown: {probe: unknown, expect: {json: {$.a: 1}}}
  refused: {probe: refused, expect: {status: 200}}
`

const recordedBefore = `
### agree
GET http://api.example/agree

### agree response
HTTP/1.1 200 OK

{"a": 1}

### broken
GET http://api.example/broken

### broken response
HTTP/1.1 200 OK

{"a": 1}

### stale
GET http://api.example/stale

### stale response
HTTP/1.1 410 Gone

### both
GET http://api.example/both

### both response
HTTP/1.1 200 OK

{"a": "1"}

### never
GET http://api.example/never

### never response
HTTP/1.1 200 OK

{"a": 2}

### shape
GET http://api.example/shape

### shape response
HTTP/1.1 200 OK

{"a": 1, "b": 2}

### unknown
# transcribed from: a letter
# reported: status
GET http://api.example/unknown

### unknown response
HTTP/1.1 200 OK

### refused
GET http://127.0.0.1:1/

### refused response
HTTP/1.1 200 OK
`

func serve(w http.ResponseWriter, r *http.Request) {
	w.Header()["Date"], w.Header()["Content-Type"] = nil, nil
	switch r.URL.Path {
	case "/broken":
		w.WriteHeader(http.StatusNotFound)
	case "/both":
		fmt.Fprint(w, `{"a": [3]}`)
	case "/never":
		fmt.Fprint(w, `{"a": 2}`)
	case "/unknown":
		fmt.Fprint(w, `{"a": 5}`)
	case "/stale":
	default:
		fmt.Fprint(w, `{"a": 1}`)
	}
}

// judged runs a suite in drift mode on a server; before is its fixture.
func judged(t testing.TB, suite, before string, server *httptest.Server) pipeline.Judged {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"w.suite.yaml": suite + "target: http://api.example\n", "w.fixture": before} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	opts := engine.Options{Mode: pipeline.Drift}
	opts.Load.Target = server.URL
	documents, err := engine.Open([]string{filepath.Join(dir, "w.suite.yaml")}, opts)
	if err != nil {
		t.Fatal(err)
	}
	d := documents[0]
	run, err := engine.Observe(context.Background(), d, d.Plan.Specs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return pipeline.Judged{Run: run, Verdicts: run.Verdicts(d.Plan.Specs)}
}

// The agreement of finding, fixture and response shows the cause; testdata/standings.golden has all
// cases.
func TestStandings(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(serve))
	defer server.Close()
	r, err := drift.Of(context.Background(), judged(t, witnessed, recordedBefore, server), nil, engine.Replay)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range r.Standings {
		fmt.Fprintf(&b, "%s: %s\n", s.Spec.ID, s.So)
		for _, row := range s.Rows {
			fmt.Fprintf(&b, "  %s\n    finding  %s\n    fixture  %s\n    now      %s\n", row.Path, row.Says, row.Fixture, row.Now)
		}
	}
	fmt.Fprintf(&b, "\n%d compared, the worst is %s\n", r.Compared, r.Worst())
	for _, c := range r.Changes {
		if c.Class != drift.Volatile && c.Class != drift.Timing {
			fmt.Fprintf(&b, "%s  %s  %s: %s → %s\n", c.Probe, c.Class, c.Path, c.Was, c.Is)
		}
	}
	for _, u := range r.Uncompared {
		why, _, _ := strings.Cut(u.Why, "\n")
		fmt.Fprintf(&b, "%s not compared: %s\n", u.Probe, why)
	}
	testkit.Golden(t, "testdata/standings.golden", b.String())
}

// Ages are those of the entries of the suite's probes, the oldest sample of each.
func TestOlder(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	entry := func(probe, path, fact string) string {
		return fmt.Sprintf("### %s\n%s\nGET http://api.example/%s\n\n### %s response\nHTTP/1.1 200 OK\n\n", probe, fact, path, probe)
	}
	before := entry("agree", "agree", "# captured: 2026-01-01T00:00:00Z\n# sample: 1") +
		entry("agree", "agree", "# captured: 2026-02-28T00:00:00Z\n# sample: 2") +
		entry("broken", "broken", "# captured: 2026-02-20T00:00:00Z") +
		entry("stale", "stale", "# transcribed from: a letter\n# observed: 2020-01-01T00:00:00Z") +
		entry("both", "both", "# transcribed from: a letter") +
		entry("no-probe", "gone", "# captured: 2020-01-01T00:00:00Z")
	server := httptest.NewServer(http.HandlerFunc(serve))
	defer server.Close()
	d := judged(t, witnessed, before, server).Run.Document
	day := 24 * time.Hour
	for than, want := range map[time.Duration][]drift.Aged{
		30 * day:    {{Probe: "agree", Age: 59 * day}, {Probe: "stale", Age: 2251 * day}},
		10 * day:    {{Probe: "agree", Age: 59 * day}, {Probe: "stale", Age: 2251 * day}},
		8 * day:     {{Probe: "agree", Age: 59 * day}, {Probe: "broken", Age: 9 * day}, {Probe: "stale", Age: 2251 * day}},
		10000 * day: nil,
	} {
		if diff := cmp.Diff(want, drift.Older(d, now, than)); diff != "" {
			t.Errorf("older than %s: %s", than, diff)
		}
	}
}

// A date in the future does not make a fixture young: a clock was wrong. Clocks may differ by an
// hour, handwritten dates by one day.
func TestDatesInTheFutureAreNoYouth(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	const hour, day = time.Hour, 24 * time.Hour
	for name, c := range map[string]struct {
		facts string
		want  []drift.Aged
	}{
		"captured a year ahead":     {"# captured: 2027-03-01T00:00:00Z", []drift.Aged{{Probe: "agree", Ahead: 365 * day}}},
		"captured by a fast clock":  {"# captured: 2026-03-01T00:59:00Z", nil},
		"captured two hours ahead":  {"# captured: 2026-03-01T02:00:00Z", []drift.Aged{{Probe: "agree", Ahead: 2 * hour}}},
		"further ahead than fits":   {"# captured: 2999-01-01T00:00:00Z", []drift.Aged{{Probe: "agree", Ahead: 1<<63 - 1}}},
		"written down further east": {"# transcribed from: a letter\n# observed: 2026-03-01T14:00:00Z", nil},
		"written down ahead":        {"# transcribed from: a letter\n# observed: 2026-03-03T00:00:00Z", []drift.Aged{{Probe: "agree", Ahead: 2 * day}}},
	} {
		entry := "### agree\n" + c.facts + "\nGET http://api.example/agree\n\n### agree response\nHTTP/1.1 200 OK\n\n"
		server := httptest.NewServer(http.HandlerFunc(serve))
		d := judged(t, witnessed, entry, server).Run.Document
		server.Close()
		if diff := cmp.Diff(c.want, drift.Older(d, now, 30*day)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// BenchmarkOf compares 10,000 recorded exchanges, most of them unchanged: the cost of drift in
// addition to the live run.
func BenchmarkOf(b *testing.B) {
	const n = 10_000
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"ok":true,"name":%q,"items":[1,2,3],"at":{"x":1}}`, r.URL.Path)
	}))
	defer server.Close()
	var suite, before strings.Builder
	suite.WriteString("suite: Bench\nfixtures: w.fixture\nvolatile: {json: [$.at.x]}\nprobes:\n")
	for i := range n {
		fmt.Fprintf(&suite, "  p%d: {path: /%d}\n", i, i)
		fmt.Fprintf(&before, "### p%d\nGET http://api.example/%d\n\n### p%d response\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"ok\":true,\"name\":\"n%d\",\"items\":[1,2],\"at\":{\"x\":2},\"lost\":1}\n\n", i, i, i, i)
	}
	suite.WriteString("findings:\n")
	for i := range n {
		fmt.Fprintf(&suite, "  f%d: {probe: p%d, expect: {status: 200, json: {$.ok: true}}}\n", i, i)
	}
	j := judged(b, suite.String(), before.String(), server)
	for b.Loop() {
		if r, err := drift.Of(context.Background(), j, nil, engine.Replay); err != nil || r.Compared != n {
			b.Fatal(r, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/10000-exchanges")
}
