package page_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/testkit/browser"
	"assay/runner/internal/wholefile"
)

// response is a JSON answer for pages.
func response(body string, headers ...report.Field) *report.Observation {
	return &report.Observation{Probe: "order", Status: 200, Reason: "OK", Headers: headers, Body: body, DurationMS: 12}
}

// gateway is a provider compared with a gateway in front of it, and with a second one.
func gateway() *report.TargetComparison {
	header := func(name, value string) report.Field { return report.Field{Name: name, Value: value} }
	provider := response(`{"id": "a", "total": 12.5, "currency": "EUR"}`, header("Content-Type", "application/json"), header("Retry-After", "7"))
	changed := response(`{"id": "b", "total": "12.50", "currency": "EUR", "note": "<img src=x onerror=alert(1)>"}`, header("content-type", "application/json"))
	same := &report.Observation{Probe: "list", Status: 404, Reason: "Not Found"}
	return &report.TargetComparison{
		Version: report.Version, Started: "2026-01-02T03:04:05Z", DurationMS: 120,
		Targets: []report.Target{{Name: "provider", Requests: 4, Control: 2}, {Name: "gateway", Requests: 2}, {Name: "other", Requests: 2}},
		Suites: []report.ComparedSuite{{
			Suite: "Shop", File: "shop.suite.yaml", Addresses: []string{"http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"},
			Findings: []report.ComparedFinding{
				{ID: "total", Claim: "The total is a number", Probe: "order", Cells: []report.ComparedCell{
					{Verdict: "holds"},
					{Verdict: "broken", Cause: `json $.total: expected type number, actual "12.50" (string)`, Relation: report.RelationDiffers, Breaks: true},
					{Verdict: "holds", Relation: report.RelationSame},
				}},
				{ID: "list", Claim: "There are none", Probe: "list", Cells: []report.ComparedCell{
					{Verdict: "holds"}, {Verdict: "inconclusive", Relation: report.RelationUnknown, Unknown: &report.Incomparable{Kind: "rate_limited", Target: "gateway", Why: "429 Too Many Requests"}},
					{Verdict: "holds", Relation: report.RelationSame},
				}},
			},
			Probes: []report.ComparedProbe{
				{Probe: "order", Responses: []*report.Observation{provider, changed, provider}, Others: []report.ComparedResponse{
					{Target: "gateway", Changes: []report.Drift{
						{Probe: "order", Class: "breaking", Path: "$.total", Was: "12.5 (number)", Is: `"12.50" (string)`},
						{Probe: "order", Class: "breaking", Path: "header Retry-After", Was: `"7"`, Is: "absent"},
						{Probe: "order", Class: "volatile", Path: "$.id", Was: `"a"`, Is: `"b"`},
					}},
					{Target: "other", Changes: []report.Drift{{Probe: "order", Class: "volatile", Path: "$.id", Was: `"a"`, Is: `"c"`}}},
				}},
				{Probe: "list", Responses: []*report.Observation{same, nil, same}, Others: []report.ComparedResponse{
					{Target: "gateway", Unknown: &report.Incomparable{Kind: "rate_limited", Target: "gateway", Why: "429 Too Many Requests"}}, {Target: "other"},
				}},
			},
		}},
	}
}

func openTargets(t *testing.T) *tab {
	t.Helper()
	path := filepath.Join(t.TempDir(), "targets.html")
	var text strings.Builder
	if err := page.WriteTargets(&text, gateway()); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(path, []byte(text.String())); err != nil {
		t.Fatal(err)
	}
	return openFile(t, path, "")
}

// What breaks is open: the responses side by side, the lines that differ marked.
func TestTargetsSideBySide(t *testing.T) {
	b := openTargets(t)
	rows := eval[[][]string](b, `(() => {
		const cells = [...document.querySelectorAll('details[open] .sides > div')].map((e) => (e.classList.contains('differs') ? '!' : '') + e.textContent);
		const out = [];
		for (let i = 0; i < cells.length; i += 2) out.push(cells.slice(i, i + 2));
		return out;
	})()`)
	want := [][]string{
		{"provider", "gateway"},
		{"200 OK", "200 OK"},
		{"content-type: application/json", "content-type: application/json"},
		{"!provider: retry-after: 7", ""},
		{"", ""},
		{"{", "{"},
		{`!provider:   "id": "a",`, `!gateway:   "id": "b",`},
		{`!provider:   "total": 12.5,`, `!gateway:   "total": "12.50",`},
		{`  "currency": "EUR"`, `  "currency": "EUR",`}, // the comma is no difference
		{"", `!gateway:   "note": "<img src=x onerror=alert(1)>"`},
		{"}", "}"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	text := eval[string](b, `document.querySelector('main').innerText`)
	for _, part := range []string{
		"2 findings: 1 broken at gateway only, 1 unknown; 1 probe compared: 2 breaking, 1 volatile; 1 not compared.",
		"The total is a number", `expected type number, actual "12.50" (string)`, "rate-limited at gateway: 429 Too Many Requests", "other against provider", "Nothing differs.", "4 (2 as control)",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not say %q:\n%s", part, text)
		}
	}
	b.quiet()
}

// A probe that is folded is filled when it is opened; keys go from one to the next.
func TestTargetsWithKeys(t *testing.T) {
	b := openTargets(t)
	b.do(chromedp.KeyEvent("j"))
	if on := eval[string](b, `document.activeElement.textContent`); !strings.HasPrefix(on, "order") {
		t.Errorf("j leads to %q", on)
	}
	eval[any](b, `document.querySelector('details.compared').open = false; document.querySelector('.sides').remove(); 0`)
	b.Click("details.compared summary")
	b.Until(`document.querySelectorAll('details[open] .sides').length === 1`)
	b.quiet()
}

// Words and a class leave those findings and probes that they are of; keys pass over the others.
func TestTargetsAreFiltered(t *testing.T) {
	b := openTargets(t)
	const left = `[...document.querySelectorAll('table.three tbody tr, details.compared > summary code, .unknowns li')].filter((e) => e.checkVisibility()).map((e) => e.textContent.slice(0, 8))`
	all := eval[[]string](b, left)
	set := func(id, value string) func() {
		return func() { eval[any](b, fmt.Sprintf(`document.getElementById(%q).value = %q; 0`, id, value)) }
	}
	for _, c := range []struct {
		does  func()
		left  []string
		found string
	}{
		{func() { b.do(chromedp.KeyEvent("/retry-after k")) }, nil, "0 of 3 differences"},
		{set("q", ""), all, ""},
		{func() { b.do(chromedp.SendKeys("#q", "RETRY-after shop")) }, []string{"order"}, "1 of 3 differences"},
		{set("q", "number"), []string{"The tota", "order"}, "2 of 3 differences"},
		{set("class", "breaking"), []string{"order"}, "1 of 3 differences"},
		{func() { b.do(chromedp.Click("#clear")) }, all, ""},
	} {
		c.does()
		eval[any](b, `['q', 'class'].forEach((id) => document.getElementById(id).dispatchEvent(new Event('input'))); 0`)
		if diff := cmp.Diff(c.left, eval[[]string](b, left), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q -want +got:\n%s", c.found, diff)
		}
		if found := eval[string](b, `document.getElementById('found').textContent`); found != c.found {
			t.Errorf("%q instead of %q", found, c.found)
		}
	}
	b.quiet()
}

func TestTargetsServeEveryReader(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		b := openTargets(t)
		b.themed(theme)
		if bad := eval[[]string](b, browser.Faint); len(bad) > 0 {
			t.Errorf("%s: texts that are hard to read: %q", theme, bad)
		}
		for _, bad := range eval[[]string](b, browser.Nameless) {
			t.Errorf("a screen reader cannot tell: %s", bad)
		}
		b.do(chromedp.EmulateViewport(360, 800))
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 360 {
			t.Errorf("at 360 pixels the page is %d wide", wide)
		}
		b.quiet()
	}
}
