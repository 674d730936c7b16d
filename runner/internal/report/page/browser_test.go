package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/testkit/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// tab is a page opened from disk.
type tab struct {
	*browser.Tab
	path string
}

// written writes a run as a page into a folder of the test's own.
func written(t testing.TB, r *report.Result) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := report.File(path, nil, r, page.Write); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens a run's page in the browser.
func open(t testing.TB, r *report.Result, hash string) *tab {
	t.Helper()
	return openFile(t, written(t, r), hash)
}

// openFile opens a page in the browser, as open does. It may ask for nothing but itself.
func openFile(t testing.TB, path, hash string) *tab {
	t.Helper()
	return openReady(t, path, hash, browser.Ready)
}

// openReady opens a page that is ready once it has an element that a selector matches.
func openReady(t testing.TB, path, hash, ready string) *tab {
	t.Helper()
	return &tab{browser.Open(t, "file://"+path+hash, "file://"+path, ready), path}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	b.Do(steps...)
}

// get is the value of an action.
func get[T any](b *tab, a chromedp.Action[T]) T {
	b.Helper()
	return browser.Get(b.Tab, a)
}

// eval is the value of a JavaScript expression.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	return browser.Eval[T](b.Tab, expression)
}

// themed sets the theme of the system: light or dark.
func (b *tab) themed(theme string) {
	b.Helper()
	b.Themed(theme)
}

// quiet fails the test if the page had an error or a warning, or sent a request.
func (b *tab) quiet() {
	b.Helper()
	b.Quiet()
}
