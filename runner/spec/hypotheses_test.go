package spec_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

const explained = `
suite: Explained
target: TARGET
probes:
  p1: {path: /p1}
  p2: {path: /p2}
  never: {path: /never}
findings:
  first: {claim: One is right, probe: p1, expect: {status: 200}}
  second: {claim: Two is right, probe: p2, expect: {status: 200}}
hypotheses:
  up: {claim: It works, predicts: {p1: {status: 200}, p2: {status: 200}}}
  down: {claim: It is down, predicts: {p1: {status: 503}}}
  slow: {claim: It is slow elsewhere, needs: {vantage: other}, predicts: {p1: {duration: {gt: 1s}}}}
  odd: {claim: It is odd, predicts: {never: {status: 418}}}
`

// A hypothesis is a spec that passes, refuted or not, with the reason; without evidence it is
// skipped. Nothing is sent for its sake.
func TestHypotheses(t *testing.T) {
	for _, procs := range []string{"--procs=1", "--procs=3"} {
		t.Run(procs, func(t *testing.T) {
			api := newAPI(t)
			d := newDoor(t, at(explained, api.URL))
			r := d.run([]string{procs, "--randomize-all"}, "-mode=live", "-strict")
			if r.exit != 0 {
				t.Errorf("exit %d:\n%s", r.exit, r.output)
			}
			if diff := cmp.Diff(map[string]int{"/p1": 1, "/p2": 1}, api.sent()); diff != "" {
				t.Errorf("requests: %s", diff)
			}
			want := map[string]string{
				"One is right": "passed", "Two is right": "passed",
				"It works": "passed", "It is down": "passed", "It is slow elsewhere": "skipped", "It is odd": "skipped",
			}
			if diff := cmp.Diff(want, r.states()); diff != "" {
				t.Errorf("states: %s", diff)
			}
			down := specOf(t, r, "It is down")
			if len(down.ReportEntries) != 1 || down.ReportEntries[0].Name != "refuted" ||
				!strings.Contains(down.ReportEntries[0].StringRepresentation(), "p1 got 200, predicted status 503") {
				t.Errorf("the refuted one says %+v", down.ReportEntries)
			}
			if reason := specOf(t, r, "It is slow elsewhere").Failure.Message; !strings.Contains(reason, "a run from another network") {
				t.Errorf("the untested one is skipped with %q", reason)
			}
			for _, line := range []string{"Diagnosis\n", "refuted       down\n", "supported     up\n", "untested      slow, odd\n", "try next"} {
				if !strings.Contains(r.output, line) {
					t.Errorf("the section after the run lacks %q:\n%s", line, r.output)
				}
			}
		})
	}
}

// specOf returns the report of the spec with that text.
func specOf(t *testing.T, r result, text string) types.SpecReport {
	t.Helper()
	for _, s := range r.report.SpecReports {
		if s.LeafNodeText == text {
			return s
		}
	}
	t.Fatalf("no spec %q:\n%s", text, r.output)
	return types.SpecReport{}
}

// The label selects hypotheses; without a finding that runs, nothing is sent, and there is no
// evidence.
func TestHypothesesAlone(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(explained, api.URL))
	r := d.run([]string{"--label-filter", "hypothesis"}, "-mode=live")
	if r.exit != 0 || len(api.sent()) != 0 {
		t.Errorf("exit %d, sent %v:\n%s", r.exit, api.sent(), r.output)
	}
	for _, text := range []string{"It works", "It is down", "It is odd"} {
		if state := r.states()[text]; state != "skipped" {
			t.Errorf("%s is %s", text, state)
		}
	}
	if state := r.states()["One is right"]; state != "skipped" {
		t.Errorf("a finding ran: %s", state)
	}
}

// A checklist item is pending until the history has its answer, which is evidence, too.
func TestAnsweredItems(t *testing.T) {
	const text = explained + `
checklist:
  look: {ask: Is it up?, answers: {yes: {refutes: [odd]}}}
  other: {ask: Since when?}
`
	api := newAPI(t)
	d := newDoor(t, at(text, api.URL))
	file := filepath.Join(d.dir, "history.db")
	db, err := store.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	a := history.Answer{Suite: "Explained", Item: "look", Text: "yes", At: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)}
	if err := db.Answer(t.Context(), a, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r := d.run([]string{"--procs=2"}, "-mode=live", "-history="+file)
	if r.exit != 0 {
		t.Errorf("exit %d:\n%s", r.exit, r.output)
	}
	for text, want := range map[string]string{"Is it up?": "passed", "Since when?": "pending", "It is odd": "passed"} {
		if state := r.states()[text]; state != want {
			t.Errorf("%s is %s, want %s", text, state, want)
		}
	}
	if e := specOf(t, r, "Is it up?").ReportEntries; len(e) != 1 || !strings.Contains(e[0].StringRepresentation(), "yes (2026-11-01)") {
		t.Errorf("the answered item says %+v", e)
	}
	if e := specOf(t, r, "It is odd").ReportEntries; len(e) != 1 || e[0].Name != "refuted" {
		t.Errorf("the hypothesis that the answer refutes says %+v", e)
	}
}
