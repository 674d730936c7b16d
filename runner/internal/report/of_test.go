package report_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

const shopSuite = `
suite: Shop
target: http://shop.example
fixtures: shop.fixture
secrets: {key: SHOP_KEY}
answers:
  sent: {json: {$.state: sent}}
probes:
  order: {path: /orders/1, headers: {X-Key: "${key}"}}
  same: {path: /orders/1}
  transcribed: {path: /limit}
  gone: {path: /gone}
  plain: {path: /plain}
  unasked: {path: /unasked}
findings:
  holds: {claim: It is there, probe: plain, expect: {status: 200}}
  open: {claim: It is open, probe: order, labels: [state], source: the manual, expect: {json: {$.state: open}}}
  key: {claim: The key makes a difference, probe: order, control: same, expect: {status: 200}}
  limit: {claim: The limit is told, probe: transcribed, expect: {headers: {Retry-After: present}}}
  unless: {claim: It is not gone, probe: gone, unless: {status: 404}, expect: {status: 200}}
  pending: {claim: It is refunded, probe: order, pending: no sandbox, expect: {status: 202}}
checklist:
  billing: {ask: "Is billing set up?", where: the dashboard}
`

const shopFixture = `### order
GET http://shop.example/orders/1
X-Key: ${key}

### order response
# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms by assay 0.1.0
HTTP/1.1 200 OK
Content-Type: application/json

{"state": "open"}

### same
GET http://shop.example/orders/1

### same response
HTTP/1.1 200 OK
Content-Type: application/json

{"state": "open"}

### transcribed
GET http://shop.example/limit

### transcribed response
# transcribed from: a letter
# reported: status
HTTP/1.1 429 Too Many Requests
`

// shop judges the suite live, with a server that answers "sent" to every request.
func shop(t *testing.T, mode pipeline.Mode, opts report.Options) *report.Result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"shop.suite.yaml": shopSuite, "shop.fixture": shopFixture} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusNotFound)
		}
		w.Write([]byte(`{"state": "sent"}`))
	}))
	t.Cleanup(server.Close)
	o := engine.Options{Mode: mode, Secret: func(string) (string, bool) { return "invented-key", true }}
	if mode == pipeline.Live {
		o.Load.Target = server.URL
	}
	documents, err := engine.Open([]string{dir}, o)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), o)
	if err != nil {
		t.Fatal(err)
	}
	opts.Mode = string(mode)
	r := report.Of(opts, runs)
	// The folder and the port are those of this run.
	for i := range r.Suites[0].Observations {
		o := &r.Suites[0].Observations[i]
		o.Curl, o.At.File = strings.ReplaceAll(o.Curl, server.URL, "http://HOST"), strings.TrimPrefix(o.At.File, dir+"/")
	}
	for i := range r.Suites[0].Findings {
		f := &r.Suites[0].Findings[i]
		f.At.File = strings.TrimPrefix(f.At.File, dir+"/")
		for k := range f.Failures {
			f.Failures[k].At.File = strings.TrimPrefix(f.Failures[k].At.File, dir+"/")
		}
	}
	return r
}

func TestOfTellsFindingsOfALiveRun(t *testing.T) {
	r := shop(t, pipeline.Live, report.Options{Strict: true, Vantage: "home", Started: time.Unix(0, 0), Duration: 1500 * time.Microsecond})
	if r.Requests != 5 || r.Mode != "live" || !r.Strict || r.Vantage != "home" || r.DurationMS != 1.5 || r.Started != "1970-01-01T00:00:00Z" {
		t.Errorf("the run is told as %+v", r)
	}
	want := []report.Finding{
		{ID: "holds", Claim: "It is there", Probe: "plain", At: report.Place{File: "shop.suite.yaml", Line: 16, Col: 3}, Verdict: report.Holds, Expectations: []report.Expectation{{Text: "status 200", Outcome: report.Met}}},
		{
			ID: "open", Claim: "It is open", Probe: "order", At: report.Place{File: "shop.suite.yaml", Line: 17, Col: 3}, Labels: []string{"state"}, Source: "the manual", Verdict: report.Broken, Kind: "unmet",
			Expectations: []report.Expectation{{Text: `json $.state "open" (string)`, Outcome: report.Unmet, Failed: 1}},
			Failures:     []report.Failure{{At: report.Place{File: "shop.suite.yaml", Line: 17, Col: 105}, Kind: "json", Code: "value", Path: "$['state']", Subject: "json $.state", Expected: `"open" (string)`, Actual: `"sent" (string)`, Fixture: `"open"`}},
		},
		{
			ID: "key", Claim: "The key makes a difference", Probe: "order", Control: "same", At: report.Place{File: "shop.suite.yaml", Line: 18, Col: 3}, Verdict: report.Inconclusive, Kind: "control_same",
			Reason: "the control gets the same answer: same is answered sent too", Decide: "an answer that the control does not get",
			Expectations: []report.Expectation{{Text: "status 200", Outcome: report.Met}},
		},
		{
			ID: "limit", Claim: "The limit is told", Probe: "transcribed", At: report.Place{File: "shop.suite.yaml", Line: 19, Col: 3}, Verdict: report.Broken, Kind: "unmet",
			Expectations: []report.Expectation{{Text: "header Retry-After present", Outcome: report.Unmet, Failed: 1}},
			Failures:     []report.Failure{{At: report.Place{File: "shop.suite.yaml", Line: 19, Col: 89}, Kind: "headers", Code: "absent", Subject: "header Retry-After", Expected: "present", Actual: "absent"}},
		},
		{
			ID: "unless", Claim: "It is not gone", Probe: "gone", At: report.Place{File: "shop.suite.yaml", Line: 20, Col: 3}, Verdict: report.Inconclusive, Kind: "unless",
			Decide: "another answer than this one, which the finding's unless names",
		},
		{ID: "pending", Claim: "It is refunded", Probe: "order", At: report.Place{File: "shop.suite.yaml", Line: 21, Col: 3}, Verdict: report.Pending, Kind: "pending", Reason: "no sandbox"},
	}
	got := r.Suites[0].Findings
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(report.Finding{}, "Reason"), cmpopts.IgnoreFields(report.Failure{}, "Detail")); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got[2].Reason != want[2].Reason || !strings.HasPrefix(got[4].Reason, "unless status 404") {
		t.Errorf("reasons: %q, %q", got[2].Reason, got[4].Reason)
	}
	items := r.Suites[0].Checklist
	if len(items) != 1 || items[0].ID != "billing" || items[0].Where != "the dashboard" {
		t.Errorf("the checklist is told as %+v", items)
	}
}

func TestOfTellsObservations(t *testing.T) {
	r := shop(t, pipeline.Live, report.Options{})
	var probes []string
	for _, o := range r.Suites[0].Observations {
		probes = append(probes, o.Probe)
	}
	if diff := cmp.Diff([]string{"order", "same", "transcribed", "gone", "plain"}, probes); diff != "" {
		t.Errorf("probes that were asked for: -want +got:\n%s", diff)
	}
	o := r.Suites[0].Observations[0]
	if o.Status != 200 || o.Answer != "sent" || o.Body != `{"state": "sent"}` || o.Provenance != "live" || o.At != (report.Place{File: "shop.suite.yaml", Line: 9, Col: 3}) {
		t.Errorf("the observation is told as %+v", o)
	}
	recorded := &report.FixtureAnswer{
		Status: 200, Reason: "OK", Headers: []report.Field{{Name: "Content-Type", Value: "application/json"}}, Body: `{"state": "open"}`,
		Provenance: "captured", Recorded: "2026-11-01T00:00:00.000Z", From: "http://shop.example",
	}
	if diff := cmp.Diff(recorded, o.Fixture); diff != "" {
		t.Errorf("the fixture's answer: -want +got:\n%s", diff)
	}
	if o := r.Suites[0].Observations[4]; o.Probe != "plain" || o.Fixture != nil {
		t.Errorf("an answer that only a holding finding judges comes with its fixture: %+v", o)
	}
	if want := `curl -sS -i http://HOST/orders/1 -H "X-Key: $SHOP_KEY"`; o.Curl != want {
		t.Errorf("curl:\n%s\nwant:\n%s", o.Curl, want)
	}
}

func TestOfTellsWhatAReplayCannot(t *testing.T) {
	r := shop(t, pipeline.Replay, report.Options{})
	limit, gone := r.Suites[0].Findings[3], r.Suites[0].Findings[4]
	if limit.Verdict != report.Inconclusive || limit.Decide != "a live answer: the fixture holds only what its source reported (status)" {
		t.Errorf("a part that was not reported: %+v", limit)
	}
	if gone.Verdict != report.Inconclusive || gone.Decide != "a live answer: assay run --live" {
		t.Errorf("never recorded: %+v", gone)
	}
	if o := r.Suites[0].Observations[2]; o.Provenance != "transcribed" || o.From != "a letter" || o.Reported != "status" {
		t.Errorf("provenance: %+v", o)
	}
	if r.Requests != 0 {
		t.Errorf("a replay sent %d requests", r.Requests)
	}
}

func TestOfInBriefLeavesOutWhatNobodyReads(t *testing.T) {
	r := shop(t, pipeline.Live, report.Options{Brief: true})
	for _, o := range r.Suites[0].Observations {
		if holds := o.Probe == "plain"; holds != (o.Curl == "") || holds != (o.Body == "") || o.Status == 0 {
			t.Errorf("%s is told as %+v", o.Probe, o)
		}
	}
}

// The advice on reading a whole body depends on why reading it ended.
func TestOfTellsWhatAWholeBodyNeeds(t *testing.T) {
	for cut, want := range map[string]string{
		"timeout":         "a whole body: a longer --timeout",
		"body limit":      "a whole body: a larger limits.body",
		"connection lost": "a whole body: an answer whose connection lasts until its end",
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"cut.suite.yaml": "suite: Cut\ntarget: http://cut.example\nfixtures: cut.fixture\nprobes: {p: {path: /}}\nfindings: {f: {probe: p, expect: {json: {$.a: 1}}}}\n",
			"cut.fixture":    "### p\nGET http://cut.example/\n\n### p response\n# cut: " + cut + "\nHTTP/1.1 200 OK\n\n{\"a\"\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		o := engine.Options{Mode: pipeline.Replay}
		documents, err := engine.Open([]string{dir}, o)
		if err != nil {
			t.Fatal(err)
		}
		runs, _, err := engine.Judge(t.Context(), engine.Whole(documents), o)
		if err != nil {
			t.Fatal(err)
		}
		r := report.Of(report.Options{Mode: "replay"}, runs)
		if f := r.Suites[0].Findings[0]; f.Verdict != report.Inconclusive || f.Decide != want {
			t.Errorf("%s: %s, %q, want %q", cut, f.Verdict, f.Decide, want)
		}
	}
}
