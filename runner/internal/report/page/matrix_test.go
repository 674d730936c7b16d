package page_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/testkit/browser"
)

// servers are runs of three servers: the sample, one that breaks more, one that was not asked for
// everything.
func servers() []report.Named {
	good, bad, some := sample(), sample(), sample()
	for i := range bad.Suites[0].Findings {
		if f := &bad.Suites[0].Findings[i]; f.Verdict == report.Holds {
			f.Verdict, f.Failures = report.Broken, []report.Failure{{Kind: "status", Subject: "status", Expected: "200", Actual: "503 Service Unavailable"}}
		}
	}
	some.Suites = some.Suites[:1]
	s := &some.Suites[0]
	s.Findings = s.Findings[:3]
	for i := range s.Observations {
		s.Observations[i].Provenance, s.Observations[i].From = "transcribed", "a letter of the vendor"
	}
	return []report.Named{{Name: "good", File: "a.json", Result: good}, {Name: "bad", File: "b.json", Result: bad}, {Name: "some", File: "c.json", Result: some}}
}

// writtenMatrix writes runs as a page into a folder of the test's own.
func writtenMatrix(t testing.TB, results []report.Named) string {
	t.Helper()
	var text strings.Builder
	if err := page.WriteMatrix(&text, report.Compare(results), results); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "matrix.html")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func openMatrix(t testing.TB, hash string) *tab {
	t.Helper()
	return openFile(t, writtenMatrix(t, servers()), hash)
}

// cells are the rows of the grid as text: the finding, then its cells.
func (b *tab) cells() [][]string {
	b.Helper()
	return eval[[][]string](b, `[...document.querySelectorAll('.finding-row')].filter((tr) => !tr.hidden).map((tr) => [tr.querySelector('th code').textContent,
		...[...tr.querySelectorAll('td')].map((td) => { const b = td.querySelector('button'); return b ? b.getAttribute('aria-label').split(/[,.] /)[0].split(': ')[1] + (b.querySelector('sup') ? ' ' + b.querySelector('sup').textContent : '') : '–'; })])`)
}

// names are the first column of the grid.
func (b *tab) names() []string {
	b.Helper()
	var out []string
	for _, row := range b.cells() {
		out = append(out, row[0])
	}
	return out
}

func TestMatrixShowsEveryFindingInEveryRun(t *testing.T) {
	b := openMatrix(t, "")
	want := [][]string{
		{"list", "holds", "broken", "holds 1"},
		{"method[put]", "holds", "broken", "holds 1"},
		{"method[delete]", "holds", "broken", "holds 1"},
		{"order", "broken", "broken", "–"},
	}
	got := b.cells()
	if diff := cmp.Diff(want, got[:min(4, len(got))]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if title := get(b, chromedp.Title()); title != "10 findings, 3 runs" {
		t.Errorf("the title is %q", title)
	}
	text := eval[string](b, `document.querySelector('main').innerText`)
	for _, part := range []string{"10 findings × 3 runs", "Shop API", "Chat API", "a letter of the vendor"} {
		if !strings.Contains(text, part) {
			t.Errorf("the page does not say %q", part)
		}
	}
	b.quiet()
}

// A cell, opened, is the finding of that run: what was expected, the request, the response.
func TestMatrixCellOpensItsFinding(t *testing.T) {
	b := openMatrix(t, "")
	b.Click(`.finding-row:nth-of-type(5) td:nth-of-type(1) .cell-button`)
	text := eval[string](b, `document.querySelector('.detail-row').textContent`)
	for _, want := range []string{"good", "order", "500 Internal Server Error", "GET https://shop.example/orders/0", "Bearer ${key}", "X-Request-Id: 7f3b0c52"} {
		if !strings.Contains(text, want) {
			t.Errorf("the open cell does not say %q:\n%s", want, text)
		}
	}
	link := eval[string](b, `location.hash`)
	b.Click(`.finding-row:nth-of-type(2) td:nth-of-type(2) .cell-button`)
	if n := eval[int](b, `document.querySelectorAll('.detail-row').length`); n != 2 {
		t.Errorf("%d cells are open, want one for each row", n)
	}
	again := openMatrix(t, link)
	if open := eval[string](again, `document.querySelector('.detail-row h4').textContent`); !strings.Contains(open, "good") || !strings.Contains(open, "order") {
		t.Errorf("the link %s opens %q", link, open)
	}
	b.quiet()
}

func TestMatrixFilters(t *testing.T) {
	b := openMatrix(t, "")
	all := len(b.names())
	b.Click(`[data-verdict="broken"]`)
	if diff := cmp.Diff([]string{"list", "method[put]", "method[delete]", "order"}, b.names()[:4]); diff != "" {
		t.Errorf("broken in any run: -want +got:\n%s", diff)
	}
	eval[any](b, `(() => { const s = document.getElementById('run'); s.value = '0'; s.dispatchEvent(new Event('input')); })()`)
	for _, row := range b.cells() {
		if row[1] != "broken" {
			t.Errorf("broken in the first run: %q", row)
		}
	}
	b.Click(`#clear`)
	if n := len(b.names()); n != all {
		t.Errorf("%d of %d findings after the filters were cleared", n, all)
	}
	b.Click(`#differs`)
	for _, row := range b.cells() {
		if row[1] == row[2] && row[2] == row[3] {
			t.Errorf("it does not differ: %q", row)
		}
	}
	b.Click(`#clear`)
	b.do(chromedp.SendKeys(chromedp.CSS(`#q`), "503 unavailable"))
	if diff := cmp.Diff([]string{"list", "method[put]", "method[delete]"}, b.names()[:3]); diff != "" {
		t.Errorf("by a failure's text: -want +got:\n%s", diff)
	}
	b.Click(`#clear`)
	eval[any](b, `(() => { const s = document.getElementById('group'); s.value = 'worst'; s.dispatchEvent(new Event('input')); })()`)
	if first := b.cells()[0]; first[1] != "broken" || first[2] != "broken" {
		t.Errorf("the worst is not first: %q", first)
	}
	if n := eval[int](b, `document.querySelectorAll('.group-row').length`); n != 0 {
		t.Errorf("%d suites have a line of their own where nothing is grouped", n)
	}
	b.quiet()
}

func TestMatrixGroupsFold(t *testing.T) {
	b := openMatrix(t, "")
	all := len(b.names())
	b.Click(`.group-row button`)
	if n := len(b.names()); n >= all || n == 0 {
		t.Errorf("%d of %d findings are shown with the first suite folded", n, all)
	}
	b.Click(`.group-row button`)
	if n := len(b.names()); n != all {
		t.Errorf("%d of %d findings are shown", n, all)
	}
	b.quiet()
}

// One cell is a stop of the Tab key; arrows move between cells and pass over gaps.
func TestMatrixByKeyboard(t *testing.T) {
	b := openMatrix(t, "")
	press := func(keys ...string) string {
		for _, key := range keys {
			b.do(chromedp.KeyEvent(map[string]string{"Enter": kb.Enter, "Escape": kb.Escape, "ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "/": "/", "j": "j"}[key]))
		}
		return eval[string](b, `(document.activeElement.getAttribute('aria-label') || document.activeElement.id).split(',')[0] + ' ' + (document.activeElement.closest('tr') ? document.activeElement.closest('tr').querySelector('code').textContent : '')`)
	}
	if n := eval[int](b, `document.querySelectorAll('.cell-button[tabindex="0"]').length`); n != 1 {
		t.Errorf("%d cells are stops of the Tab key", n)
	}
	for _, step := range []struct{ key, at string }{
		{"j", "good: holds list"}, {"ArrowRight", "bad: broken list"}, {"ArrowRight", "some: holds list"}, {"ArrowDown", "some: holds method[put]"},
		{"ArrowDown", "some: holds method[delete]"}, {"ArrowDown", "some: holds method[delete]"}, {"ArrowLeft", "bad: broken method[delete]"}, {"ArrowDown", "bad: broken order"},
	} {
		if at := press(step.key); at != step.at {
			t.Fatalf("%s goes to %q, want %q", step.key, at, step.at)
		}
	}
	press("Enter")
	if n := eval[int](b, `document.querySelectorAll('.detail-row').length`); n != 1 {
		t.Fatalf("Enter opened %d cells", n)
	}
	press("Escape")
	if n := eval[int](b, `document.querySelectorAll('.detail-row').length`); n != 0 {
		t.Errorf("Escape left %d cells open", n)
	}
	if at := press("/"); at != "q " {
		t.Errorf("/ goes to %q", at)
	}
	b.quiet()
}

func TestMatrixServesEveryReader(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			b := openMatrix(t, "")
			b.themed(theme)
			eval[any](b, `document.querySelectorAll('.finding-row').forEach((tr) => tr.querySelector('.cell-button').click()); 0`)
			if bad := eval[[]string](b, browser.Faint); len(bad) > 0 {
				t.Errorf("texts that are hard to read: %q", bad)
			}
			if bad := eval[[]string](b, browser.Nameless); len(bad) > 0 {
				t.Errorf("a screen reader cannot tell: %q", bad)
			}
			b.do(chromedp.EmulateViewport(400, 800))
			if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 400 {
				t.Errorf("at 400 pixels the page is %d wide", wide)
			}
			if bad := eval[[]string](b, browser.Faint); len(bad) > 0 {
				t.Errorf("at 400 pixels texts are hard to read: %q", bad)
			}
			b.quiet()
		})
	}
}

// openCells shows every row and opens a cell of each.
const openCells = `(async () => {
	const more = document.getElementById('more');
	while (!more.hidden) more.click();
	for (const e of document.querySelectorAll('.finding-row')) e.querySelector('.cell-button').click();
	await new Promise((r) => setTimeout(r, 50));
})()`

// Responses and names from outside never become markup, with the policy taken away.
func TestMatrixKeepsHostileTextInert(t *testing.T) {
	r := attacked()
	other := sample()
	inEvery(reflect.ValueOf(other), hostile[3], map[string]bool{"Verdict": true})
	results := []report.Named{{Name: hostile[0], File: hostile[0], Result: r}, {Name: hostile[2], File: "b.json", Result: other}}
	path := writtenMatrix(t, results)
	text := policyElement.ReplaceAllString(read(t, path), "")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b := openFile(t, path, "")
	eval[any](b, openCells)
	if ran := eval[bool](b, `'ran' in window`); ran {
		t.Error("text from outside ran")
	}
	if bad := eval[[]string](b, markup); len(bad) > 0 {
		t.Errorf("text from outside became markup: %q", bad)
	}
	b.quiet()
}

// Without scripts the marks are still there.
func TestMatrixWithoutScripts(t *testing.T) {
	text := read(t, writtenMatrix(t, servers()))
	plain := regexp.MustCompile(`(?s)<noscript>(.*)</noscript>`).FindString(text)
	for _, want := range []string{"<bdi>good</bdi>", "<code>method[put]</code>", `<td class="broken">✗ 500</td>`, `<td class="gap">–</td>`} {
		if !strings.Contains(plain, want) {
			t.Errorf("readers without scripts do not see %q", want)
		}
	}
}
