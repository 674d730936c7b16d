package spec_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ginkgo's summary and its reports have the line of the suite for what is broken.
func TestSummaryHasTheLineOfTheSuite(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(`
suite: Places
target: TARGET
probes:
  p1: {path: /p1}
  p2: {path: /p2}
findings:
  well: {claim: One is well, probe: p1, expect: {status: 200}}
  gone: {claim: One is gone, probe: p1, expect: {status: 410}}
  rows: {claim: Both are gone, probe: p*, expect: {status: 410}}
`, api.URL))
	r := d.run([]string{"--junit-report=junit.xml"}, "-mode=live")
	_, summary, _ := strings.Cut(r.output, "Summarizing 3 Failures:")
	for _, want := range []string{"s0.suite.yaml:9\n", "s0.suite.yaml:10\n"} {
		if !strings.Contains(summary, want) {
			t.Errorf("%q is wanted in\n%s", want, r.output)
		}
	}
	if strings.Contains(summary, ".go:") {
		t.Errorf("a line of Go is in the summary:\n%s", summary)
	}
	junit, err := os.ReadFile(filepath.Join(d.dir, "junit.xml"))
	if err != nil || !strings.Contains(string(junit), "s0.suite.yaml:9") {
		t.Errorf("%v: no line of the suite in\n%s", err, junit)
	}
}

// In a parallel run, whose summary has the lines of Go, the lines of the suites come right before
// it.
func TestPlacesOfAParallelRun(t *testing.T) {
	api := newAPI(t)
	d := newDoor(t, at(`
suite: Places
target: TARGET
probes:
  p1: {path: /p1}
  p2: {path: /p2}
findings:
  well: {claim: One is well, probe: p1, expect: {status: 200}}
  gone: {claim: One is gone, probe: p1, expect: {status: 410}}
  last: {claim: Two is gone, probe: p2, expect: {status: 410}}
`, api.URL))
	r := d.run([]string{"-p", "--procs=2"}, "-mode=live")
	_, rest, _ := strings.Cut(r.output, "[ReportAfterSuite] what the suites say")
	told, _, found := strings.Cut(rest, "Summarizing 2 Failures:")
	for _, want := range []string{"assay: broken: Places One is gone\n", "s0.suite.yaml:9\n", "assay: broken: Places Two is gone\n", "s0.suite.yaml:10\n"} {
		if !found || !strings.Contains(told, want) {
			t.Errorf("%q is wanted before the summary:\n%s", want, r.output)
		}
	}
	if strings.Contains(told, "One is well") {
		t.Errorf("a finding that holds is listed:\n%s", told)
	}
}
