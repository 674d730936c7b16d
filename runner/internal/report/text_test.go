package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

func text(t *testing.T, r *report.Result, style report.Style) string {
	t.Helper()
	var b strings.Builder
	if err := report.Text(&b, r, style); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextLooks(t *testing.T) {
	for name, style := range map[string]report.Style{
		"text-80.golden":      {Width: 80},
		"text-200.golden":     {Width: 200},
		"text-verbose.golden": {Width: 80, Verbose: true},
		"text-color.golden":   {Width: 80, Color: true},
	} {
		t.Run(name, func(t *testing.T) { testkit.Golden(t, "testdata/"+name, text(t, sample(), style)) })
	}
}

func TestTextOfManyFindingsIsSummarized(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"many-hold.golden":         long(1000, report.Holds),
		"many-inconclusive.golden": long(1000, report.Inconclusive),
	} {
		t.Run(name, func(t *testing.T) { testkit.Golden(t, "testdata/"+name, text(t, r, report.Style{})) })
	}
	all := text(t, long(1000, report.Holds), report.Style{Verbose: true})
	if n := strings.Count(all, "  holds "); n != 1000 {
		t.Errorf("-v lists %d of 1000 findings", n)
	}
	r := long(150, report.Broken)
	for i := range r.Suites[0].Findings {
		r.Suites[0].Findings[i].Failures[0].Detail = fmt.Sprint("each in its own way: ", i)
	}
	broken := text(t, r, report.Style{})
	if n := strings.Count(broken, "  BROKEN"); n != 150 {
		t.Errorf("%d of 150 broken findings are listed", n)
	}
	if n := strings.Count(broken, "expected  404"); n != 100 {
		t.Errorf("%d broken findings are shown in full, the others should be a line each", n)
	}
}

// The last line follows a summary of the broken findings, which may have scrolled out of view.
func TestTextEndsWithWhatBroke(t *testing.T) {
	end := func(r *report.Result, style report.Style) string {
		all := text(t, r, style)
		return all[strings.LastIndex(all[:strings.LastIndex(all, "\n\n")], "\n\n")+2:]
	}
	const want = "BROKEN        order[]  suites/shop/shop.suite.yaml:41:3\nBROKEN        order[x]  suites/shop/shop.suite.yaml:41:3\n\n" +
		"2 findings: 2 broken; 5 requests sent; 1.2 s\n"
	two := long(2, report.Broken)
	two.NotSelected = 0
	if diff := cmp.Diff(want, end(two, report.Style{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	many := long(150, report.Broken)
	for i := range many.Suites[0].Findings {
		many.Suites[0].Findings[i].Failures[0].Actual = fmt.Sprint(200 + i/4)
	}
	if got := end(many, report.Style{}); strings.Count(got, "BROKEN") != 20 || !strings.Contains(got, "              130 more\n") {
		t.Errorf("of 150 that broke, the end names:\n%s", got)
	}
	// Five of one cause are a line; the rest is counted without them.
	for i := range 128 {
		many.Suites[0].Findings[i].Failures[0].Actual = "200 OK"
	}
	alike := end(many, report.Style{})
	if !strings.HasPrefix(alike, "BROKEN        128 × status: expected 404, actual 200 OK\n              suites/shop/shop.suite.yaml:41:3\n") ||
		strings.Count(alike, "BROKEN") != 20 || !strings.Contains(alike, "              3 more\n") {
		t.Errorf("128 that are alike are named as:\n%s", alike)
	}
	if got := end(many, report.Style{Verbose: true}); strings.Count(got, "BROKEN") != 150 {
		t.Errorf("-v names each:\n%s", got)
	}
	if got := text(t, sample(), report.Style{}); strings.Count(got, "BROKEN") != 1 {
		t.Errorf("one that broke in one suite is named again:\n%s", got)
	}
	several := sample()
	several.Suites = append(several.Suites, sample().Suites[0])
	several.Suites[1].Findings = several.Suites[1].Findings[:1]
	if got := text(t, several, report.Style{}); strings.Count(got, "BROKEN") != 2 {
		t.Errorf("one that broke in one of two suites is not named again:\n%s", got)
	}
}

func TestTextKeepsHostileBytesFromTheTerminal(t *testing.T) {
	r := sample()
	evil := "\x1b[2J\x9b31m\u202e\x00\x08\r\u2066\ufeff\xff"
	s := &r.Suites[0]
	s.Suite, s.About = evil, evil
	for i := range s.Findings {
		f := &s.Findings[i]
		f.Claim, f.Reason, f.Source, f.ID = f.Claim+evil, f.Reason+evil, evil, f.ID+evil
		for k := range f.Failures {
			e := &f.Failures[k]
			e.Subject, e.Expected, e.Actual, e.Detail, e.Next, e.Fixture = evil, evil, evil, evil, evil, evil
		}
	}
	for i := range s.Observations {
		o := &s.Observations[i]
		o.Reason, o.ErrorText, o.From, o.Body = evil, evil, evil, evil+o.Body
	}
	for _, verbose := range []bool{false, true} {
		got := text(t, r, report.Style{Verbose: verbose})
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2066 || r == 0xfeff || r == 0xfffd)
		}); i >= 0 {
			t.Errorf("verbose=%v: control character %q reaches the terminal: …%q", verbose, got[i], got[max(i-40, 0):i+10])
		}
	}
}

func TestBodyIsCutAroundTheInterestingPlace(t *testing.T) {
	body := `{"items": [` + strings.Repeat(`{"name": "filler"}, `, 200) + `{"name": "culprit"}` + strings.Repeat(`, {"name": "filler"}`, 200) + `]}`
	f := report.Finding{ID: "x", Verdict: report.Broken, Failures: []report.Failure{{Kind: "json", Subject: "json $.items[200].name", Expected: `"filler"`, Actual: `"culprit" (string)`}}}
	o := report.Observation{Status: 200, Body: body, Size: int64(len(body))}
	got := report.FailureText(&f, &o, nil, report.Style{})
	if !strings.Contains(got, `{"name": "culprit"}`) || len(got) > 1500 {
		t.Errorf("the place that the failure is about is not what is shown:\n%s", got)
	}
	whole := report.FailureText(&f, &o, nil, report.Style{Verbose: true})
	if n := strings.Count(whole, "filler"); n != 401 {
		t.Errorf("-v shows %d of 401 values", n)
	}
}

func TestStreamsShowTheLastEventsAndEveryStrayLine(t *testing.T) {
	o := report.Observation{Status: 200}
	for i := range 20 {
		o.Events = append(o.Events, report.Event{AtMS: float64(10 * i), Data: `{"delta": "x"}`})
	}
	o.Events[3].Stray, o.Events[3].Data = true, `{"error": "boom"}`
	f := report.Finding{ID: "stream", Probe: "chat", Verdict: report.Broken, Failures: []report.Failure{{Kind: "stream", Subject: "stream stray", Expected: "0", Actual: "1"}}}
	testkit.Golden(t, "testdata/stream.golden", report.FailureText(&f, &o, nil, report.Style{}))
}
