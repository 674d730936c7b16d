package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

func written(t *testing.T, write report.Writer, r *report.Result) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWritersLook(t *testing.T) {
	for name, write := range map[string]report.Writer{
		"result.json": report.JSON, "junit.xml": report.JUnit, "report.md": report.Markdown, "github.golden": report.GitHub,
	} {
		t.Run(name, func(t *testing.T) { testkit.Golden(t, "testdata/"+name, written(t, write, sample())) })
	}
}

func TestJSONReadsBackAsTheSameResult(t *testing.T) {
	empty := &report.Result{Version: 1, Mode: "replay", Suites: []report.Suite{}}
	none := sample()
	none.Suites[0].Findings, none.Suites[0].Observations = []report.Finding{}, []report.Observation{}
	full := sample()
	full.Suites[0].Hypotheses = []report.Hypothesis{{ID: "h", Claim: "<&>", Status: "refuted", Because: []report.Because{{Probe: "list", Predicted: "404", Came: "200"}}}}
	full.Suites = append(full.Suites, sample().Suites...)
	for _, want := range []*report.Result{empty, none, full} {
		text := written(t, report.JSON, want)
		var got report.Result
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&got); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if diff := cmp.Diff(want, &got); diff != "" {
			t.Errorf("-written +read:\n%s", diff)
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			t.Errorf("more than one value, or a broken end: %v", err)
		}
	}
}

// Differences are written one by one, in their place, as all else of a suite.
func TestJSONHasEachDifference(t *testing.T) {
	r := &report.Result{Suites: []report.Suite{{Suite: "s", Stopped: `[{"probe":"here"`, DriftOf: 2, Notes: []string{"n"}}}}
	for _, odd := range []string{"", "plain", `"q\\`, "<a&b>", "\x00\t\n\x7f", "é\u2028€", "\xff", `[{"probe":"here","class":"","path":"","was":"","is":""}]`} {
		r.Suites[0].Drift = append(r.Suites[0].Drift, report.Drift{Probe: odd, Class: "value", Path: odd + "p", Was: odd, Is: odd, Note: odd})
	}
	var b strings.Builder
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal(r.Suites[0].Drift)
	if err != nil {
		t.Fatal(err)
	}
	if want := `,"drift":` + string(all) + `,"drift_of":2,"notes":["n"],`; !strings.Contains(b.String(), want) {
		t.Errorf("got %s\nwant %s", b.String(), want)
	}
}

// TestJSONHasTheDocumentedKeys tests the interface for other tools.
func TestJSONHasTheDocumentedKeys(t *testing.T) {
	var v map[string]any
	if err := json.Unmarshal([]byte(written(t, report.JSON, sample())), &v); err != nil {
		t.Fatal(err)
	}
	has := func(where string, v any, keys ...string) {
		t.Helper()
		for _, k := range keys {
			if _, ok := v.(map[string]any)[k]; !ok {
				t.Errorf("%s lacks %q", where, k)
			}
		}
	}
	has("the result", v, "version", "mode", "started", "duration_ms", "requests", "suites")
	s := v["suites"].([]any)[0].(map[string]any)
	has("a suite", s, "suite", "file", "target", "findings", "observations")
	broken := s["findings"].([]any)[3].(map[string]any)
	has("a finding", broken, "id", "claim", "probe", "verdict", "failures")
	has("a failure", broken["failures"].([]any)[0], "at", "subject", "expected", "actual")
	has("an observation", s["observations"].([]any)[1], "probe", "status", "answer", "duration_ms", "provenance")
}

type junitReport struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Suites   []struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Skipped  int `xml:"skipped,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			File    string `xml:"file,attr"`
			Line    string `xml:"line,attr"`
			Failure *struct {
				Type    string `xml:"type,attr"`
				Message string `xml:"message,attr"`
				Text    string `xml:",chardata"`
			} `xml:"failure"`
			Skipped *struct {
				Message string `xml:"message,attr"`
			} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func junit(t *testing.T, r *report.Result) junitReport {
	t.Helper()
	var got junitReport
	if err := xml.Unmarshal([]byte(written(t, report.JUnit, r)), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestJUnitCountsWhatItHolds(t *testing.T) {
	for _, strict := range []bool{false, true} {
		r := sample()
		r.Strict = strict
		got := junit(t, r)
		failures, skipped := 0, 0
		for _, c := range got.Suites[0].Cases {
			if c.Failure != nil {
				failures++
			}
			if c.Skipped != nil {
				skipped++
			}
			if c.File != r.Suites[0].File || c.Line == "" {
				t.Errorf("case %q has no place: %q:%q", c.Name, c.File, c.Line)
			}
		}
		wantFailures, wantSkipped := 1, 6
		if strict {
			wantFailures, wantSkipped = 4, 3
		}
		if failures != wantFailures || got.Failures != wantFailures || got.Suites[0].Failures != wantFailures {
			t.Errorf("strict=%v: %d failures, told %d and %d, want %d", strict, failures, got.Failures, got.Suites[0].Failures, wantFailures)
		}
		if skipped != wantSkipped || got.Suites[0].Skipped != wantSkipped {
			t.Errorf("strict=%v: %d skipped, told %d, want %d", strict, skipped, got.Suites[0].Skipped, wantSkipped)
		}
		if got.Tests != 10 || got.Suites[0].Tests != 10 || len(got.Suites[0].Cases) != 10 {
			t.Errorf("%d cases, told %d and %d, want 10", len(got.Suites[0].Cases), got.Tests, got.Suites[0].Tests)
		}
	}
}

func TestJUnitSurvivesWhatXMLForbids(t *testing.T) {
	r := sample()
	all := make([]byte, 0, 300)
	for c := range 256 {
		all = append(all, byte(c))
	}
	evil := string(all) + "\ufffe\uffff\u2028<![CDATA[ ]]> é漢"
	r.Suites[0].Suite = evil
	f := &r.Suites[0].Findings[3]
	f.Claim, f.Failures[0].Actual = evil, evil
	got := junit(t, r)
	name := got.Suites[0].Cases[3].Name
	for _, want := range []string{"\t\n", "\r", `!"#$%&'()`, "<=>", "<![CDATA[ ]]> é漢", "\ufffd"} {
		if !strings.Contains(name, want) {
			t.Errorf("%q did not come through in %q", want, name)
		}
	}
}

// TestJUnitIsValid checks the report against testdata/junit.xsd with libxml2.
func TestJUnitIsValid(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (Debian: libxml2-utils) is not here")
	}
	strict := sample()
	strict.Strict = true
	empty := &report.Result{Version: 1, Mode: "replay", Suites: []report.Suite{{Suite: "empty", File: "x.suite.yaml"}}}
	for name, r := range map[string]*report.Result{"sample": sample(), "strict": strict, "empty": empty, "none": {}} {
		path := filepath.Join(t.TempDir(), "junit.xml")
		if err := report.File(path, nil, r, report.JUnit); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(context.Background(), xmllint, "--noout", "--nonet", "--schema", "testdata/junit.xsd", path).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestMarkdownFencesWhatHoldsFences(t *testing.T) {
	r := sample()
	r.Suites[0].Observations[1].Body = "```\n````\n| a | b |\n# not a title"
	got := written(t, report.Markdown, r)
	if strings.Count(got, "`````") != 2 {
		t.Errorf("the fence is no longer than what it holds:\n%s", got)
	}
	r.Suites[0].Findings[0].Claim = "a | b\n# c <script> `x`"
	if got = written(t, report.Markdown, r); !strings.Contains(got, "| holds | a \\| b # c &lt;script&gt; \\`x\\` |") {
		t.Errorf("a claim breaks out of its table cell:\n%s", got)
	}
}

func TestGitHubAnnotationsAreOneLineEach(t *testing.T) {
	r := sample()
	r.Suites[0].Findings[3].Claim = "a\n::error::injected, b: 100%"
	got := written(t, report.GitHub, r)
	if n := strings.Count(got, "\n"); n != 4 {
		t.Errorf("%d lines for 4 findings:\n%s", n, got)
	}
}

func TestFilesAreWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "result.json")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := func(w io.Writer, _ *report.Result) error {
		io.WriteString(w, "half")
		return errors.New("out of ink")
	}
	err := report.File(path, nil, sample(), broken)
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "out of ink") {
		t.Errorf("the error %v does not say what and where", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "old" {
		t.Errorf("a failed write left %q", text)
	}
	if err := report.File(path, nil, sample(), report.JSON); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	if !json.Valid(text) {
		t.Errorf("not the new file: %.80s", text)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%d files where there should be one", len(entries))
	}
	var stdout bytes.Buffer
	if err := report.File("-", &stdout, sample(), report.JSON); err != nil || !json.Valid(stdout.Bytes()) {
		t.Errorf("- is not stdout: %v %.80q", err, stdout.String())
	}
	missing := filepath.Join(dir, "none", "result.json")
	if err := report.File(missing, nil, sample(), report.JSON); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("the error %v does not say where", err)
	}
}
