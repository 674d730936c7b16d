package browser

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// one is the Chromium of all the tests of a package.
var one = sync.OnceValues(func() (context.Context, context.CancelFunc) {
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

// Main runs the tests of a package, ends the browser, and returns the exit status.
func Main(m *testing.M) int {
	status := m.Run()
	if _, end := one(); end != nil {
		end()
	}
	return status
}

// Tab is a page with its errors, warnings and requests.
type Tab struct {
	testing.TB
	ctx     context.Context
	allowed string // prefix of the addresses that the page may ask for

	mu       sync.Mutex
	console  []string
	requests []string
}

// Ready matches the root of a page whose script has done its first work.
const Ready = `html[data-ready]`

// Open opens an address; the page is ready once it has an element that a selector matches. Only
// addresses with the prefix allowed may be asked for; see Quiet. Where there is no Chromium, the
// test is skipped.
func Open(t testing.TB, address, allowed, ready string) *Tab {
	t.Helper()
	ctx, _ := one()
	if ctx == nil {
		t.Skip("no chromium here (Debian: apt-get install chromium): the page is not tried in a browser")
	}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &Tab{TB: t, ctx: ctx, allowed: allowed}
	if err := chromedp.Listen(ctx, b.heard); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	b.Do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS(ready)))
	return b
}

// heard records what a page must not do: errors, warnings, requests.
func (b *Tab) heard(event any) {
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
		if !strings.HasPrefix(e.Request.URL, "data:") && !strings.HasPrefix(e.Request.URL, b.allowed) {
			b.requests = append(b.requests, e.Request.URL)
		}
	}
}

func exception(e *runtime.ExceptionDetails) string {
	if e.Exception != nil {
		return e.Text + " " + e.Exception.Description
	}
	return e.Text
}

// Do does some steps.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// Get is the value of an action.
func Get[T any](b *Tab, a chromedp.Action[T]) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// Eval is the value of a JavaScript expression; of a promise, what it is resolved with.
func Eval[T any](b *Tab, expression string) T {
	b.Helper()
	return Get(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Until waits until a JavaScript expression is true, also where the page is loaded again meanwhile.
func (b *Tab) Until(expression string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute/2)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(0)))
		switch {
		case err == nil:
			return
		case ctx.Err() != nil:
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`))
			b.Fatalf("%s does not become true (%v); the console has %q, the page is:\n%s", expression, err, b.Console(), text)
		}
	}
}

// Target is the context of the tab, for other calls of the protocol.
func (b *Tab) Target() context.Context { return b.ctx }

// Click clicks the first element of a selector as a mouse does.
func (b *Tab) Click(selector string) {
	b.Helper()
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Command presses a key that types nothing, as a key does whose default is prevented.
func (b *Tab) Command(key string) {
	b.Helper()
	if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "rawKeyDown", Key: key}); err != nil {
		b.Fatal(err)
	}
}

// Themed sets the theme of the system: light or dark.
func (b *Tab) Themed(theme string) {
	b.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.Fatal(err)
	}
}

// Console returns the errors and warnings of the page so far.
func (b *Tab) Console() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.console)
}

// Quiet fails the test if the page had an error or a warning, or sent a request that it may not.
func (b *Tab) Quiet() {
	b.Helper()
	if said := b.Console(); len(said) > 0 {
		b.Errorf("the console has: %q", said)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) > 0 {
		b.Errorf("the page asked for: %q", b.requests)
	}
}
