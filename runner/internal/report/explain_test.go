package report_test

import (
	"strings"
	"testing"

	"assay/runner/internal/judge"
	"assay/runner/internal/report"
)

// waits is a suite with a finding that holds, and one that waits for a live run.
func waits(file string) report.Suite {
	return report.Suite{Suite: "Shop", File: file, Findings: []report.Finding{
		{ID: "a", Claim: "It is there", Verdict: report.Holds},
		{ID: "b", Claim: "It is paid", Verdict: report.Pending, Reason: "live only: not run in replay", Kind: string(judge.LiveOnly)},
	}}
}

// The report ends with the commands that would tell more, on what was run.
func TestTextEndsWithWhatToDoNext(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"one document": {[]string{"suites/shop/a.suite.yaml"}, "  assay run --live suites/shop/a.suite.yaml"},
		"a folder":     {[]string{"suites/shop/a.suite.yaml", "suites/shop/b.suite.yaml"}, "  assay run --live suites/shop  asks"},
		"two folders":  {[]string{"suites/shop/a.suite.yaml", "suites/bank/b.suite.yaml"}, "  assay run --live  asks"},
		"a blank":      {[]string{"my suites/a.suite.yaml"}, "  assay run --live 'my suites/a.suite.yaml'"},
	} {
		r := &report.Result{Mode: "replay"}
		for _, file := range c.files {
			r.Suites = append(r.Suites, waits(file))
		}
		got := text(t, r, report.Style{})
		_, after, found := strings.Cut(got, "\nnothing is broken; what to do next:\n")
		if !found || !strings.HasPrefix(after, c.want) {
			t.Errorf("%s: expected %q at the end of\n%s", name, c.want, got)
		}
		r.Interrupted = true
		if got := text(t, r, report.Style{}); strings.Contains(got, "what to do next") {
			t.Errorf("%s: an interrupted run says what to do next:\n%s", name, got)
		}
	}
}

// It says how things are in a few words: a run that could not judge anything is no good news.
func TestTextEndsWithTheState(t *testing.T) {
	for want, verdicts := range map[string][]string{
		"nothing is broken; what":                           {report.Holds, report.Pending},
		"nothing is broken, 2 could not be judged; what":    {report.Holds, report.Inconclusive, report.Inconclusive, report.Pending},
		"nothing was judged; what":                          {report.Inconclusive, report.Pending},
		"1 finding broken, shown above; what to do next:\n": {report.Holds, report.Broken, report.Inconclusive, report.Pending},
	} {
		s := report.Suite{File: "a.suite.yaml"}
		for _, verdict := range verdicts {
			s.Findings = append(s.Findings, report.Finding{ID: verdict, Claim: verdict, Verdict: verdict})
		}
		s.Findings[len(verdicts)-1].Kind = string(judge.LiveOnly)
		if got := text(t, &report.Result{Mode: "replay", Suites: []report.Suite{s}}, report.Style{}); !strings.Contains(got, "\n"+want) {
			t.Errorf("expected %q in\n%s", want, got)
		}
	}
}

// A word is explained once in a run, where it is first used, and never with -v or where every
// finding was judged.
func TestWordsAreExplainedOnce(t *testing.T) {
	r := &report.Result{Mode: "replay", Suites: []report.Suite{waits("a.suite.yaml"), waits("b.suite.yaml")}}
	const meaning = "holds         (the answer is as the finding claims)"
	got := text(t, r, report.Style{})
	if strings.Count(got, meaning) != 1 || strings.Index(got, meaning) > strings.Index(got, "It is there") {
		t.Errorf("%q is not once in front of the first finding that holds:\n%s", meaning, got)
	}
	if got := text(t, r, report.Style{Verbose: true}); strings.Contains(got, meaning) {
		t.Errorf("-v explains a word:\n%s", got)
	}
	for i := range r.Suites {
		r.Suites[i].Findings = r.Suites[i].Findings[:1]
	}
	if got := text(t, r, report.Style{}); strings.Contains(got, meaning) || strings.Contains(got, "next") {
		t.Errorf("a run that judged everything explains a word, or says what to do next:\n%s", got)
	}
}
