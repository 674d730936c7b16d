package page_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
)

// state is a status with a suite of every verdict, and one that holds.
func state() *report.Status {
	days := func(marks string) *report.PastDays { return &report.PastDays{Last: "2026-11-24", Marks: marks} }
	return &report.Status{Version: 1, Updated: "2026-11-24T03:00:00Z", Verdict: report.Broken, Suites: []report.SuiteStatus{
		{
			Suite: "Shop <script>alert(1)</script>", Target: "https://shop.example", Verdict: report.Broken, Holds: 2, Broken: 1, Inconclusive: 1, Pending: 1,
			Days: days(strings.Repeat("h", 85) + ".hhib"),
			Findings: []report.FindingStatus{
				{ID: "list", Claim: "There is a list", Verdict: report.Holds, Since: "2026-08-27T03:00:00Z", Held: 88, Days: days(strings.Repeat("h", 90))},
				{ID: "order[1]", Claim: "An order that does not exist is answered 404 with a text that is much too long for a telephone", Verdict: report.Broken, Since: "2026-11-24T03:00:00Z", Held: 87, Broke: 1, Days: days(strings.Repeat("h", 85) + ".hhhb")},
				{ID: "slow", Claim: "It is fast", Verdict: report.Inconclusive, Unsure: 1, Days: days("i")},
				{ID: "later", Claim: "A refund", Verdict: report.Pending},
				{ID: "flaky", Claim: "It is steady", Verdict: report.Holds, Held: 3, Broke: 2, Days: days("bhb")},
			},
		},
		{Suite: "Empty", Verdict: report.Pending, Findings: []report.FindingStatus{}},
	}}
}

func statusFile(t *testing.T, s *report.Status) string {
	t.Helper()
	var text bytes.Buffer
	if err := page.WriteStatus(&text, s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The page says how suites are doing, the worst first; it fits a telephone in both themes, runs no
// script and asks for nothing.
func TestStatusPage(t *testing.T) {
	path := statusFile(t, state())
	if text := read(t, path); strings.Contains(text, "<script") || !strings.Contains(text, "script-src &#39;none&#39;") {
		t.Error("the page has a script, or may run one")
	}
	b := openReady(t, path, "", "main section")
	text := eval[string](b, `document.body.innerText.replace(/\s+/g, ' ')`)
	for _, want := range []string{
		"contract status 1 finding broken", "Last run 24 November 2026, 03:00 UTC", "1 broken, 1 inconclusive, 2 holds, 1 pending",
		"Shop <script>alert(1)</script> broken", "https://shop.example", "order[1] since 2026-11-24 03:00 UTC; held in 87 of 88 runs, broken in 1", "Empty pending",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if got := eval[string](b, `Array.from(document.querySelectorAll('.state code'), (e) => e.innerText).join(' ')`); got != "order[1] slow flaky list later" {
		t.Errorf("the order is %s", got)
	}
	labels := eval[string](b, `Array.from(document.querySelectorAll('.calendar'), (e) => e.getAttribute('aria-label')).join('\n')`)
	for _, want := range []string{
		"finding order[1], 90 days up to 2026-11-24, the worst verdict of each: 1 broken, 88 holds, 1 not judged",
		"finding slow, 1 day up to 2026-11-24, the worst verdict of each: 1 inconclusive",
	} {
		if !strings.Contains(labels, want) {
			t.Errorf("no bars are %q:\n%s", want, labels)
		}
	}
	grounds := map[string]string{}
	for _, theme := range []string{"light", "dark"} {
		b.themed(theme)
		b.do(chromedp.EmulateViewport(400, 800))
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 400 {
			t.Errorf("%s: %d pixels wide on a telephone of 400", theme, wide)
		}
		grounds[theme] = eval[string](b, `getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector('.cell.broken')).fill`)
		if dir := os.Getenv("ASSAY_PICTURES"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, "status-"+theme+".png"), get(b, chromedp.FullScreenshot(100)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if grounds["light"] == grounds["dark"] {
		t.Errorf("both themes look the same: %v", grounds)
	}
	b.quiet()
}

// A suite with many findings makes no page that nobody can load: what does not hold is there.
func TestStatusPageOfManyFindings(t *testing.T) {
	s := &report.Status{Updated: "2026-11-24T03:00:00Z", Suites: []report.SuiteStatus{{Suite: "Many"}}}
	marks := &report.PastDays{Last: "2026-11-24", Marks: strings.Repeat("h", 90)}
	for i := range 10_000 {
		s.Suites[0].Findings = append(s.Suites[0].Findings, report.FindingStatus{ID: fmt.Sprint("f", i), Claim: "It holds", Verdict: report.Holds, Held: 90, Days: marks})
	}
	s.Suites[0].Findings[9_000].Verdict = report.Broken
	text := read(t, statusFile(t, s))
	if !strings.Contains(text, "<code>f9000</code>") || !strings.Contains(text, "9800 more.") || len(text) > 1<<20 {
		t.Errorf("%d bytes; the broken finding is there: %t", len(text), strings.Contains(text, "<code>f9000</code>"))
	}
}

// The badge is an image by itself, and says the worst.
func TestBadge(t *testing.T) {
	for want, s := range map[string]*report.Status{
		"contracts: 1 broken":       state(),
		"contracts: 3 inconclusive": {Verdict: report.Inconclusive, Suites: []report.SuiteStatus{{Inconclusive: 3, Holds: 2}}},
		"contracts: 2 hold":         {Verdict: report.Holds, Suites: []report.SuiteStatus{{Holds: 2, Pending: 1}}},
		"contracts: 1 holds":        {Verdict: report.Holds, Suites: []report.SuiteStatus{{Holds: 1}}},
		"contracts: not judged":     {Verdict: report.Pending},
	} {
		var text bytes.Buffer
		if err := page.WriteBadge(&text, s); err != nil {
			t.Fatal(err)
		}
		var svg struct {
			Label string   `xml:"aria-label,attr"`
			Width int      `xml:"width,attr"`
			Texts []string `xml:"g>text"`
		}
		if err := xml.Unmarshal(text.Bytes(), &svg); err != nil {
			t.Fatal(err)
		}
		if svg.Label != want || strings.Join(svg.Texts, ": ") != want || svg.Width < 100 || regexp.MustCompile(`(?i)href|script|url\(`).MatchString(text.String()) {
			t.Errorf("want %q:\n%s", want, text.String())
		}
	}
}
