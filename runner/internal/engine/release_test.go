package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
	_ "assay/runner/xpath"
)

// judged is what a run says of a finding.
type judged struct {
	Outcome  judge.Outcome
	Reason   string
	Failures int
}

// released runs a suite live and returns what it says of each finding, and the probes whose
// observations were let go of.
func released(t *testing.T, text string, release, after bool) (map[string]judged, []string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bad" {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	opts := engine.Options{Mode: pipeline.Live, Release: release}
	opts.Load.Target = server.URL
	documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": text, "api.yaml": api})}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
	if err != nil {
		t.Fatal(err)
	}
	if after {
		engine.LetGo(&runs[0], opts)
	}
	said := map[string]judged{}
	for _, v := range runs[0].Verdicts {
		said[v.Spec.ID] = judged{v.Outcome, v.Reason.String(), len(v.Failures)}
	}
	var gone []string
	for _, p := range documents[0].Plan.Probes {
		if runs[0].Run.Evidence.Observation(p) == exchange.Released {
			gone = append(gone, p.ID)
		}
	}
	return said, gone
}

const api = "openapi: 3.1.0\ninfo: {title: API, version: '1'}\npaths: {/: {get: {responses: {'200': {description: it answers}}}}}\n"

const releasing = `suite: Released
target: http://127.0.0.1:1
probes:
  held: {path: /}
  twice: {path: /}
  half: {path: /}
  broken: {path: /bad}
  controlled: {path: /bad}
  control: {path: /}
  unsent: {path: /, headers: {X-Key: "${key}"}}
secrets: {key: NOBODY_SETS_THIS}
findings:
  held: {probe: held, expect: {status: 200}}
  twice: {probe: twice, expect: {status: 200}}
  again: {probe: twice, expect: {body: empty}}
  half: {probe: half, expect: {status: 200}}
  other: {probe: half, expect: {status: 201}}
  broken: {probe: broken, expect: {status: 200}}
  controlled: {probe: controlled, control: control, expect: {status: 500}}
  unsent: {probe: unsent, expect: {status: 200}}
`

// An observation is let go of once all of its findings hold; the verdicts are the same.
func TestRelease(t *testing.T) {
	want, none := released(t, releasing, false, false)
	if none != nil {
		t.Errorf("without Release, the observations of %v are gone", none)
	}
	for _, after := range []bool{false, true} {
		got, gone := released(t, releasing, !after, after)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the verdicts differ:\n%s", diff)
		}
		if diff := cmp.Diff([]string{"held", "twice"}, gone); diff != "" {
			t.Errorf("let go of:\n%s", diff)
		}
		for id, outcome := range map[string]judge.Outcome{"held": judge.Holds, "other": judge.Broken, "unsent": judge.Inconclusive} {
			if got[id].Outcome != outcome {
				t.Errorf("%s: %s, want %s", id, got[id].Outcome, outcome)
			}
		}
	}
}

// A judgement that was abandoned may still read the response when everything else about it holds:
// no other one is made in its place.
func TestReleaseLeavesWhatAnAbandonedJudgementReads(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, "<r>"+strings.Repeat("<a/>", 250)+"</r>")
	}))
	defer server.Close()
	const suite = `suite: Abandoned
target: http://127.0.0.1:1
limits: {judge: 1ms}
probes: {p: {path: /}}
findings: {f: {probe: p, expect: {status: 200}, unless: {status: 500, xml: {'count(//a[count(//a[count(//a) = 0]) = 1])': 0}}}}
`
	opts := engine.Options{Mode: pipeline.Live, Release: true}
	var observed *exchange.Observation
	opts.Holds = func(*pipeline.Document) engine.Holding {
		return func(_ *plan.Probe, o *exchange.Observation, _ engine.Specs) bool {
			observed = o
			return true
		}
	}
	opts.Load.Target = server.URL
	documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": suite})}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(t.Context(), engine.Whole(documents), opts)
	if err != nil {
		t.Fatal(err)
	}
	if got := runs[0].Run.Observation("p"); got != exchange.Released || observed == nil {
		t.Fatalf("the response was not let go of: %v", got)
	}
	if observed.Status != http.StatusOK || len(observed.Body) == 0 {
		t.Errorf("the place of the response is free while it is read: status %d, %d bytes", observed.Status, len(observed.Body))
	}
}

// Where more than findings may read the observations, all are kept.
func TestReleaseKeeps(t *testing.T) {
	for name, more := range map[string]string{
		"a probe that depends on another": "probes: {p: {path: /}, q: {path: /, after: p}}\n",
		"a capture":                       "probes: {p: {path: /, capture: {at: {status: true}}}}\n",
		"a condition":                     "probes: {p: {path: /}, q: {path: /, when: {probe: p, expect: {status: 200}}}}\n",
		"a probe that cleans up":          "probes: {p: {path: /}, q: {path: /, cleanup: true}}\n",
		"a hypothesis":                    "probes: {p: {path: /}}\nhypotheses: {h: {claim: it answers, predicts: {p: {status: 200}}}}\n",
		"answers":                         "probes: {p: {path: /}}\nanswers: {good: {status: 200}}\n",
		"an OpenAPI document":             "openapi: api.yaml\nprobes: {p: {path: /}}\n",
		"a cooldown":                      "probes: {p: {path: /}}\nlimits: {cooldown: {on: {status: 429}, wait: 1s}}\n",
	} {
		text := "suite: Kept\ntarget: http://127.0.0.1:1\n" + more + "findings: {f: {probe: p, expect: {status: 200}}}\n"
		for _, after := range []bool{false, true} {
			if _, gone := released(t, text, !after, after); gone != nil {
				t.Errorf("%s: the observations of %v are gone", name, gone)
			}
		}
	}
}

// The history and a brief report tell of a response that was let go of, during the run or after it,
// what they tell of any other.
func TestReleaseOutlines(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/limited":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/told":
			w.Header().Set("Retry-After", "9")
		case "/bad":
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	const suite = `suite: Outlined
target: http://127.0.0.1:1
probes:
  plain: {path: /}
  told: {path: /told}
  limited: {path: /limited}
  again: {path: /, repeat: 2}
  bad: {path: /bad}
findings:
  plain: {probe: plain, expect: {status: 200}}
  told: {probe: told, expect: {status: 200}}
  limited: {probe: limited, expect: {status: 429}}
  again: {probe: again, expect: {status: 200}}
  bad: {probe: bad, expect: {status: 200}}
`
	type told struct {
		Released bool
		Kept     history.Part
		Shown    []report.Observation
	}
	tell := func(release, after bool) told {
		opts := engine.Options{Mode: pipeline.Live, Release: release, Outline: release}
		opts.Load.Target = server.URL
		documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": suite})}, opts)
		if err != nil {
			t.Fatal(err)
		}
		runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
		if err != nil {
			t.Fatal(err)
		}
		if after {
			engine.LetGo(&runs[0], opts)
		}
		var text bytes.Buffer
		if err := report.JSON(&text, report.Of(report.Options{Mode: "live", Brief: true}, runs)); err != nil {
			t.Fatal(err)
		}
		result, err := report.Read("result", text.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		shown := result.Suites[0].Observations
		for i := range shown {
			if shown[i].DurationMS == 0 || shown[i].FirstByte == 0 {
				t.Errorf("%s has no times", shown[i].Probe)
			}
			shown[i].DurationMS, shown[i].FirstByte, shown[i].Sent, shown[i].Headers = 0, 0, "", nil
			if shown[i].Told != nil {
				shown[i].Told.At = ""
			}
		}
		kept := engine.Kept(runs[0].Run, runs[0].Verdicts)
		for i := range kept.Observations {
			o := &kept.Observations[i]
			if o.At.IsZero() || o.Duration == 0 || o.FirstByte == 0 {
				t.Errorf("the history has no times of %s", o.Probe)
			}
			o.At, o.Duration, o.FirstByte = time.Time{}, 0, 0
		}
		slices.SortStableFunc(kept.Observations, func(a, b history.Observation) int { return strings.Compare(a.Probe, b.Probe) })
		return told{runs[0].Run.Observation("plain") == exchange.Released, kept, shown}
	}
	want := tell(false, false)
	for name, got := range map[string]told{"meanwhile": tell(true, false), "afterwards": tell(false, true)} {
		if want.Released || !got.Released {
			t.Errorf("%s: let go of without Release: %t, with it: %t", name, want.Released, got.Released)
		}
		if diff := cmp.Diff(want.Kept, got.Kept, cmpopts.IgnoreFields(history.Part{}, "Redact")); diff != "" {
			t.Errorf("%s: the history differs:\n%s", name, diff)
		}
		if diff := cmp.Diff(want.Shown, got.Shown, cmpopts.IgnoreFields(report.Observation{}, "Recorded", "At")); diff != "" {
			t.Errorf("%s: the report differs:\n%s", name, diff)
		}
	}
}
