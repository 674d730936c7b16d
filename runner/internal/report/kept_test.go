package report_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/fixture"
	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

// Every report can be made again from a kept result.
func TestReportsFromAKeptResult(t *testing.T) {
	kept, err := report.Read("result.json", []byte(written(t, report.JSON, sample())))
	if err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]report.Writer{
		"JSON": report.JSON, "JUnit": report.JUnit, "Markdown": report.Markdown, "GitHub": report.GitHub, "Prometheus": report.Prometheus, "HAR": report.HAR,
	} {
		if diff := cmp.Diff(written(t, write, sample()), written(t, write, kept)); diff != "" {
			t.Errorf("%s differs (-run +kept):\n%s", name, diff)
		}
	}
}

// A file that is not a result is rejected, with the next step.
func TestKeptRefuses(t *testing.T) {
	var all strings.Builder
	for _, text := range []string{"", "{", "[]", "{}", `{"version": 1, "errors": []}`, `{"version": 1, "mutants": 4}`, `{"version": 2, "suites": []}`, `{"version": 1, "suites": [{"suite": 1}]}`} {
		_, err := report.Read("kept.json", []byte(text))
		if err == nil {
			t.Errorf("%s is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	testkit.Golden(t, "testdata/kept.golden", all.String())
}

var (
	sampleLine = regexp.MustCompile(`^assay_[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? -?[0-9.e+-]+$`)
	familyLine = regexp.MustCompile(`^# (HELP|TYPE) assay_[a-z_]+ .+$`)
)

// The metrics are in the text format: promtool accepts them, if it is installed, and every line
// matches the format.
func TestPrometheus(t *testing.T) {
	r := sample()
	r.Suites[0].Suite = "Shop \"API\" \\ 1\nb"
	r.Suites[0].Observations[2].Provenance = "captured"
	text := written(t, report.Prometheus, r)
	testkit.Golden(t, "testdata/metrics.golden", text)
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if !sampleLine.MatchString(line) && !familyLine.MatchString(line) {
			t.Errorf("no line of the format: %q", line)
		}
		name, _, _ := strings.Cut(line, "} ")
		if !strings.HasPrefix(line, "#") && seen[name] {
			t.Errorf("twice: %s", name)
		}
		seen[name] = true
	}
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Log("there is no promtool on this machine: the format is checked by the lines' form alone")
		return
	}
	check := exec.Command(promtool, "check", "metrics")
	check.Stdin = strings.NewReader(text)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// The HAR of a run reads back as the exchanges of the run.
func TestHAR(t *testing.T) {
	r := sample()
	o := &r.Suites[0].Observations[1]
	o.Request.Method, o.Request.Body, o.Size = "POST", `{"a": 1}`, int64(len(o.Body))
	path := filepath.Join(t.TempDir(), "run.har")
	if err := os.WriteFile(path, []byte(written(t, report.HAR, r)), 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := fixture.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Entries) != 1 {
		t.Fatalf("got %d entries", len(file.Entries))
	}
	e := file.Entries[0]
	if e.Probe != "order" || e.Observation.Status != 500 || string(e.Observation.Body) != o.Body || string(e.Observation.Request.Body) != o.Request.Body ||
		e.Observation.Header.Get("Content-Type") != "application/json" || e.Observation.Request.Header.Get("Authorization") != "Bearer ${key}" {
		t.Errorf("got %s %+v, %+v", e.Probe, e.Observation, e.Observation.Request)
	}
}

// Runs of two networks, compared.
func TestCompare(t *testing.T) {
	home, other := sample(), sample()
	home.Vantage, other.Vantage = "home", "other"
	s := &other.Suites[0]
	s.Findings[0].Verdict, s.Observations[0].Status, s.Observations[0].Answer = "broken", 429, "edge-limit"
	s.Findings = append(s.Findings, report.Finding{ID: "new", Claim: "Only | here *now*", Probe: "new", Verdict: "holds"})
	s.Observations[3].Error = "timeout"
	s.Hypotheses = []report.Hypothesis{{ID: "network", Claim: "Only one network is let in", Status: report.Untested}}
	c := report.Compare([]report.Named{{File: "a.json", Result: home}, {File: "b c.json", Result: other}})
	for name, write := range map[string]func(*strings.Builder) error{
		"compare.golden": func(b *strings.Builder) error { return report.CompareText(b, c) },
		"compare.md":     func(b *strings.Builder) error { return report.CompareMarkdown(b, c) },
		"compare.json":   func(b *strings.Builder) error { return report.CompareJSON(b, c) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		testkit.Golden(t, "testdata/"+name, b.String())
	}
	if same := report.Compare([]report.Named{{File: "a.json", Result: home}, {File: "b.json", Result: home}}); same.Differing() != 0 || same.Runs[0].Name == "" {
		t.Errorf("a run differs from itself: %+v", same)
	}
}
