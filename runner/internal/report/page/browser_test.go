package page_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
)

// browser is one real Chromium for all the tests that need it.
var browser = sync.OnceValues(func() (context.Context, context.CancelFunc) {
	path := chromium()
	if path == "" {
		return nil, nil
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocated)
	return ctx, func() { stop(); end() }
})

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func TestMain(m *testing.M) {
	status := m.Run()
	if _, end := browser(); end != nil {
		end()
	}
	os.Exit(status)
}

// tab is a page opened from disk, with its errors, warnings and requests.
type tab struct {
	testing.TB
	ctx  context.Context
	path string

	mu       sync.Mutex
	console  []string
	requests []string
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

// open opens a run's page in the browser; the test is skipped where there is none.
func open(t testing.TB, r *report.Result, hash string) *tab {
	t.Helper()
	return openFile(t, written(t, r), hash)
}

// openFile opens a page in the browser, as open does.
func openFile(t testing.TB, path, hash string) *tab {
	t.Helper()
	return openReady(t, path, hash, `html[data-ready]`)
}

// openReady opens a page that is ready once it has an element that a selector matches.
func openReady(t testing.TB, path, hash, ready string) *tab {
	t.Helper()
	ctx, _ := browser()
	if ctx == nil {
		t.Skip("no chromium here (Debian: apt-get install chromium): the page is not tried in a browser")
	}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &tab{TB: t, ctx: ctx, path: path}
	if err := chromedp.Listen(ctx, b.heard); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate("file://"+b.path+hash), chromedp.WaitReady(chromedp.CSS(ready)))
	return b
}

// heard records what a page must not do: errors, warnings, requests.
func (b *tab) heard(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		text := string(e.Type)
		for _, a := range e.Args {
			text += " " + string(a.Value)
		}
		b.console = append(b.console, text)
	case *runtime.EventExceptionThrown:
		b.console = append(b.console, exception(e.ExceptionDetails))
	case *log.EventEntryAdded:
		b.console = append(b.console, string(e.Entry.Source)+": "+e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, "file://"+b.path) {
			b.requests = append(b.requests, e.Request.URL)
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// get is the value of an action.
func get[T any](b *tab, a chromedp.Action[T]) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// eval is the value of a JavaScript expression.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	return get(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// themed sets the theme of the system: light or dark.
func (b *tab) themed(theme string) {
	b.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.Fatal(err)
	}
}

// quiet fails the test if the page had an error or a warning, or sent a request.
func (b *tab) quiet() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.console) > 0 {
		b.Errorf("the console has: %q", b.console)
	}
	if len(b.requests) > 0 {
		b.Errorf("the page asked for: %q", b.requests)
	}
}

func exception(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Text + " " + e.Exception.Description
	}
	return e.Text
}
