package drift_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// earlySuite has probes whose answers are let go of as they come, and such that cannot be.
const earlySuite = `
suite: Early
target: http://h.example
fixtures: early.fixture
limits: {concurrency: 4}
volatile: {json: [$.at]}
probes:
  same: {path: /same}
  volatile: {path: /volatile}
  additive: {path: /additive}
  value: {path: /value}
  lost: {path: /lost}
  status: {path: /status}
  stale: {path: /stale}
  broken: {path: /broken}
  varies: {path: /varies}
  new: {path: /new}
  failed: {path: /failed}
  masked: {path: /masked}
  twice: {path: /twice, repeat: 2}
  both: {path: /both}
  unread: {path: /unread}
  header: {path: /header}
  headers: {path: /headers}
  unless: {path: /unless}
  only: {path: /only}
  expires: {path: /expires}
findings:
  fine: {claim: they answer, probe: [same, volatile, additive, value, lost, varies, new, failed, masked, twice, both], expect: {status: 200}}
  again: {claim: and again, probe: same, expect: {json: {$.id: 1}}}
  status: {claim: it answers, probe: status, expect: {status: 201}}
  stale: {claim: it has two, probe: stale, expect: {json: {$.n: 2}}}
  broken: {claim: it has one, probe: broken, expect: {json: {$.n: 1}}}
  control: {claim: they differ, probe: both, control: same, expect: {status: 200}}
  live: {claim: only live, probe: value, expect: {duration: {lt: 1m}}}
  header: {claim: it is new, probe: header, expect: {status: 200, headers: {X-New: "1"}}}
  headers: {claim: each is new, probe: headers, expect: {headers: {/^X-N/: "1"}}}
  unless: {claim: it answers, probe: unless, unless: {headers: {X-New: absent}}, expect: {status: 200}}
  only: {claim: only live, probe: only, expect: {status: 200}, labels: [live-only]}
  expires: {claim: it is over, probe: expires, expect: {headers: {Expires: {time_until: {lt: 0s, as: http-date}}}}}
  later: {claim: not yet, probe: additive, expect: {status: 500}, pending: soon}
`

// The answers recorded, and those that come now.
var earlyAnswers = map[string][2]string{
	"same":     {`{"id": 1}`, `{"id": 1}`},
	"volatile": {`{"id": 1, "at": 1}`, `{"id": 1, "at": 2}`},
	"additive": {`{"id": 1}`, `{"id": 1, "more": true}`},
	"value":    {`{"id": 1}`, `{"id": 2}`},
	"lost":     {`{"id": 1, "was": 1}`, `{"id": 1}`},
	"status":   {`{}`, `{}`},
	"stale":    {`{"n": 1}`, `{"n": 2}`},
	"broken":   {`{"n": 1}`, `{"n": 2}`},
	"varies":   {`{"id": 1}`, `{"id": 3}`},
	"new":      {``, `{}`},
	"failed":   {``, `{}`},
	"masked":   {`{"token": "a-recorded-token-of-1"}`, `{"token": "a-live-token-of-2"}`},
	"twice":    {`{"id": 1}`, `{"id": 2}`},
	"both":     {`{"id": 1}`, `{"id": 1, "more": 1}`},
	"unread":   {`{}`, `{"more": 1}`},
	"header":   {`{"id": 1}`, `{"id": 1}`},
	"headers":  {`{"id": 1}`, `{"id": 1}`},
	"unless":   {`{"id": 1}`, `{"id": 1}`},
	"only":     {`{"id": 1}`, `{"id": 1}`},
	"expires":  {`{"id": 1}`, `{"id": 1}`},
}

// earlyExpires is a time that was still to come when it was recorded.
const earlyExpires = "Fri, 02 Jan 2026 04:00:00 GMT"

// earlyFixture writes the recordings, and what makes the file a large one.
func earlyFixture() string {
	var b strings.Builder
	for name, answers := range earlyAnswers {
		switch entry := "### " + name + "\n> GET http://h.example/" + name + "\n\n### " + name + " response\n"; name {
		case "new":
		case "failed":
			b.WriteString(entry + "# error: reset gone\n\n")
		case "expires":
			b.WriteString("### expires\n# captured: 2026-01-02T03:04:05Z from http://h.example\n> GET http://h.example/expires\n\n### expires response\n" +
				"< HTTP/1.1 200 OK\nContent-Type: application/json\nExpires: " + earlyExpires + "\n\n" + answers[0] + "\n\n")
		case "varies":
			b.WriteString(entry + "# varies: $.id\n< HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + answers[0] + "\n\n")
		default:
			b.WriteString(entry + "< HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + answers[0] + "\n\n")
		}
	}
	return b.String() + "### filler\n> GET http://h.example/filler\n\n### filler response\n< HTTP/1.1 200 OK\n\n" + strings.Repeat("x", 1<<20) + "\n"
}

// A comparison as the responses come, which lets go of them, is the one of all of them at the end.
func TestEarlyIsAsLate(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		w.Header().Set("Content-Type", "application/json")
		if name == "header" || name == "headers" || name == "unless" {
			w.Header().Set("X-New", "1")
		}
		if name == "expires" {
			w.Header().Set("Expires", earlyExpires)
		}
		if name == "status" {
			w.WriteHeader(http.StatusCreated)
		}
		fmt.Fprint(w, earlyAnswers[name][1])
	}))
	defer server.Close()
	dir := t.TempDir()
	for name, text := range map[string]string{"e.suite.yaml": earlySuite, "early.fixture": earlyFixture()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	compared := func(release, sparse bool) (*drift.Result, int) {
		var early *drift.Early
		var gone atomic.Int32
		opts := engine.Options{Mode: pipeline.Drift, Release: release, Outline: release, Sparse: sparse}
		opts.Load.Target = server.URL
		opts.Holds = func(d *pipeline.Document) engine.Holding {
			early = drift.NewEarly(d, engine.ReplayedAlone(d))
			return func(p *plan.Probe, o *exchange.Observation, specs engine.Specs) bool {
				released := early.Compare(p, o, specs)
				if released {
					gone.Add(1)
				}
				return released
			}
		}
		documents, err := engine.Open([]string{dir}, opts)
		if err != nil {
			t.Fatal(err)
		}
		runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
		if err != nil {
			t.Fatal(err)
		}
		r, err := drift.Of(context.Background(), runs[0], early, engine.Replay)
		if err != nil {
			t.Fatal(err)
		}
		r.Changes = slices.DeleteFunc(r.Changes, func(c drift.Change) bool { return c.Path == "header Date" })
		return r, int(gone.Load())
	}
	late, none := compared(false, false)
	same := cmp.Options{
		cmp.Comparer(func(a, b *plan.Spec) bool { return a.ID == b.ID }), cmpopts.IgnoreTypes(source.Pos{}),
	}
	for _, sparse := range []bool{false, true} {
		early, gone := compared(true, sparse)
		if none != 0 || gone != 3 { // volatile, varies, masked
			t.Errorf("%d and %d answers are let go of", none, gone)
		}
		if diff := cmp.Diff(late, early, same); diff != "" {
			t.Errorf("sparse %v (-late +early):\n%s", sparse, diff)
		}
	}
	if len(late.Standings) == 0 || len(late.Uncompared) == 0 || late.Worst() != drift.Breaking {
		t.Errorf("the test shows too little: %+v", late)
	}
}
