package view_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/runner/internal/testkit/browser"
)

// A person's way through the page, in a real browser: the keyboard, a live run shown before it is
// sent, answers side by side, drift accepted, an item answered, files that change.
func TestPageInABrowser(t *testing.T) {
	l := serve(t, "--live")
	b := browser.Open(t, l.address, l.origin(), browser.Ready)
	if at := browser.Eval[string](b, `location.href`); strings.Contains(at, "token") || !strings.HasPrefix(at, l.origin()+"/s/") {
		t.Errorf("the page is at %s", at)
	}
	picture(b, "now")

	// The findings by keyboard; an open one shows what its probe answered before.
	b.Command("j")
	b.Command("j")
	b.Do(chromedp.KeyEvent("\r"))
	b.Until(`document.querySelector('.earlier[data-ready]') !== null`)
	b.Command("?")
	b.Until(`document.getElementById('keys-dialog').open && document.getElementById('keys-dialog').innerText.includes('run again, or ask live')`)
	b.Click("#keys-close")

	// r, drift: the plan is shown, and nothing is sent before it is confirmed.
	b.Command("r")
	b.Click(".run-dialog [value=drift]")
	b.Until(`document.querySelector('.primary').textContent === 'Send 5 requests at most'`)
	if text := browser.Eval[string](b, `document.querySelector('.plan').innerText.replace(/\s+/g, ' ')`); !strings.Contains(text, "Shop "+l.api.URL+" limits: 100 a second, 1 at once, with a cooldown 4") {
		t.Errorf("the plan is %s", text)
	}
	if sent := l.requests(); len(sent) > 0 {
		t.Errorf("%q was sent before it was confirmed", sent)
	}
	picture(b, "plan")
	b.Click(".primary")
	b.Until(`location.pathname.endsWith('/run/1') && document.documentElement.dataset.ready !== undefined`)
	if sent := l.requests(); len(sent) != 5 {
		t.Errorf("sent %q, want the 5 requests that were shown", sent)
	}

	// What drifted, side by side, and taken into the fixture with a reason.
	browser.Eval[any](b, `document.querySelectorAll('.row').forEach((r) => { if (r.innerText.includes('An order has a number')) r.click(); }); 0`)
	b.Until(`document.querySelector('.sides .new') !== null`)
	if text := browser.Eval[string](b, `document.querySelector('.sides').innerText`); !strings.Contains(text, `"state": "open"`) || !strings.Contains(text, `"state": "sent"`) {
		t.Errorf("side by side: %s", text)
	}
	picture(b, "beside")
	b.Click(".accept button[type=submit]") // without a reason the browser asks for one
	b.Do(chromedp.SendKeys(chromedp.CSS(".accept input[type=text]"), "orders are sent at once"))
	b.Click(".accept button[type=submit]")
	b.Until(`document.querySelector('#drift').innerText.includes('order accepted: orders are sent at once')`)
	if text := l.read("shop.fixture"); !strings.Contains(text, "# accepted: orders are sent at once") {
		t.Errorf("the fixture is %s", text)
	}
	picture(b, "drift")

	// The item, answered.
	b.Click(`.pages a[href$="/"]`)
	b.Until(`location.pathname.endsWith('/run/1') === false && document.querySelector('#checklist form') !== null`)
	browser.Eval[any](b, `[...document.querySelectorAll('#checklist button')].find((x) => x.textContent === 'yes').click(); 0`)
	b.Until(`document.querySelector('#checklist .answered') !== null`)
	if got := l.assay("answer"); !strings.Contains(got, "answered  active: yes (") {
		t.Errorf("the command says %s", got)
	}

	// A changed file is seen without a key.
	l.write("shop.suite.yaml", strings.Replace(shop, "An order has a number", "An order is numbered", 1))
	b.Until(`document.getElementById('list').innerText.includes('An order is numbered')`)
	l.write("shop.suite.yaml", strings.Replace(shop, "clai", "clam", 1))
	b.Until(`document.body.innerText.includes('The suites cannot be read as they are now. Below is what they were before.')`)
	l.write("shop.suite.yaml", shop)
	b.Until(`document.getElementById('list').innerText.includes('An order has a number')`)

	for _, theme := range []string{"light", "dark"} {
		for _, path := range []string{"/", "past", "run/1"} {
			b.Themed(theme)
			b.Do(chromedp.EmulateViewport(1280, 900))
			b.Click(`.pages a[href$="` + path + `"]`)
			b.Until(`location.pathname.endsWith('` + path + `') && document.documentElement.dataset.ready !== undefined && document.querySelector('.buttons button') !== null`)
			browser.Eval[any](b, `document.querySelectorAll('.row[aria-expanded=false]').forEach((e) => e.click()); 0`)
			b.Until(`[...document.querySelectorAll('.earlier')].every((e) => e.dataset.ready !== undefined)`)
			if bad := append(browser.Eval[[]string](b, browser.Faint), browser.Eval[[]string](b, browser.Nameless)...); len(bad) > 0 {
				t.Errorf("%s, %s: %q", path, theme, bad)
			}
			b.Do(chromedp.EmulateViewport(400, 800))
			if wide := browser.Eval[int](b, `document.documentElement.scrollWidth`); wide > 400 {
				t.Errorf("%s: at 400 pixels the page is %d wide", path, wide)
			}
			b.Command("r")
			b.Until(`document.querySelector('.run-dialog') !== null`)
			if wide := browser.Eval[int](b, `Math.max(document.documentElement.scrollWidth, document.querySelector('.run-dialog').scrollWidth)`); wide > 400 {
				t.Errorf("%s: at 400 pixels the dialog is %d wide", path, wide)
			}
			picture(b, "phone-"+theme)
			b.Do(chromedp.KeyEvent("\x1b"))
			b.Until(`document.querySelector('.run-dialog') === null`)
		}
	}
	if text := browser.Eval[string](b, `document.documentElement.outerHTML`); strings.Contains(text, canary) {
		t.Error("the secret is on the page")
	}
	b.Quiet()

	// When the server is gone, the page says so.
	l.end()
	b.Until(`document.querySelector('.notice').innerText.includes('assay view does not answer any more')`)
}

// picture keeps a picture of the page where ASSAY_PICTURES names a folder for them.
func picture(b *browser.Tab, name string) {
	dir := os.Getenv("ASSAY_PICTURES")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), browser.Get(b, chromedp.CaptureScreenshot()), 0o644); err != nil {
		b.Fatal(err)
	}
}
