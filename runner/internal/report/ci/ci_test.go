package ci_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/report"
	"assay/runner/internal/report/ci"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// sample returns the result whose reports the goldens of package report show.
func sample(t *testing.T) *report.Result {
	t.Helper()
	text, err := os.ReadFile("../testdata/result.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Read("result.json", text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func written(t *testing.T, write report.Writer, r *report.Result) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLook(t *testing.T) {
	strict := sample(t)
	strict.Strict = true
	early := sample(t)
	early.Interrupted, early.NotRun = true, 3
	for _, one := range []struct {
		golden string
		write  report.Writer
		result *report.Result
	}{
		{"ctrf.json", ci.CTRF, sample(t)},
		{"ctrf-strict.json", ci.CTRF, strict},
		{"run.tap", ci.TAP, sample(t)},
		{"early.tap", ci.TAP, early},
	} {
		t.Run(one.golden, func(t *testing.T) { testkit.Golden(t, "testdata/"+one.golden, written(t, one.write, one.result)) })
	}
}

// A "#" in a claim begins no directive, and a line end no new test point.
func TestTAPDescriptionsStayDescriptions(t *testing.T) {
	r := sample(t)
	r.Suites[0].Findings = r.Suites[0].Findings[:1]
	r.Suites[0].Checklist = nil
	r.Suites[0].Findings[0].Claim = "a # SKIP and a \\ and\nok 2"
	if got, want := written(t, ci.TAP, r), "\nok 1 - a \\# SKIP and a \\\\ and ok 2\n"; !strings.Contains(got, want) {
		t.Errorf("want a line %q in\n%s", want, got)
	}
}

func TestAllureFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new", "allure-results")
	r := sample(t)
	r.Job = &report.Job{Server: "GitHub Actions", URL: "https://ci.example/1"}
	for range 2 { // the second run replaces the first
		if err := ci.Allure(folder, r); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e.Name()+"\n"+indented(t, e.Name(), text))
	}
	slices.Sort(all)
	testkit.Golden(t, "testdata/allure.golden", strings.Join(all, "\n"))

	r.Suites[0].Target = "https://other.example"
	if err := ci.Allure(folder, r); err != nil {
		t.Fatal(err)
	}
	more, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for range r.Suites[0].Cases(false) {
		cases++
	}
	if len(more) != len(entries)+cases {
		t.Errorf("%d files after a run at another target, want %d more than %d", len(more), cases, len(entries))
	}
}

func indented(t *testing.T, name string, text []byte) string {
	t.Helper()
	if filepath.Ext(name) != ".json" {
		return string(text)
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out) + "\n"
}

func TestAllureRefusesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := ci.Allure(path, sample(t))
	if err == nil || !strings.Contains(err.Error(), "writing the Allure results: ") {
		t.Errorf("got %v", err)
	}
}

func TestSARIFLook(t *testing.T) {
	file := &source.File{Name: "suites/a b.suite.yaml", Text: []byte("suite: A\n")}
	problems := source.Problems{
		{Pos: source.Pos{File: file, Line: 1, Col: 3}, Message: `unknown key "siute"`, DidYouMean: "suite"},
		{Pos: source.Pos{File: file, Line: 2, Col: 1}, Severity: source.Warning, Rule: "secret", Message: "it looks like a secret", Next: "make it one"},
		{Severity: source.Warning, Message: "no place"},
	}
	var b strings.Builder
	if err := ci.SARIF(&b, "1.2.3", problems); err != nil {
		t.Fatal(err)
	}
	testkit.Golden(t, "testdata/lint.sarif", b.String())
}
