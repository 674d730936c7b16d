package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
)

// claims are the claims of the findings that are shown.
func (b *tab) claims() []string {
	b.Helper()
	return eval[[]string](b, `[...document.querySelectorAll('#list .claim')].map(e => e.textContent)`)
}

func (b *tab) found() string {
	b.Helper()
	return eval[string](b, `document.getElementById('found').textContent`)
}

func TestPageShowsTheWorstFirstAndOpen(t *testing.T) {
	b := open(t, sample(), "")
	want := []string{
		`An order that does not exist is answered 404 "no such order"`, "The limit is told in a header", "A paid key has no limit", "A refund is answered 202",
		"The list of orders is open to every key and never empty", "Other methods are refused", "Other methods are refused", "A receipt is a PNG picture",
		"A stream has only event lines and ends with [DONE]", "The edge answers with a page",
	}
	if diff := cmp.Diff(want, b.claims()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	shown := eval[[]string](b, `[...document.querySelectorAll('#list .row[aria-expanded=true] .claim')].map(e => e.textContent)`)
	if diff := cmp.Diff([]string{want[0], want[8]}, shown); diff != "" {
		t.Errorf("what is open: -want +got:\n%s", diff)
	}
	if title := get(b, chromedp.Title()); title != "2 findings broken: Shop API, Chat API" {
		t.Errorf("the title is %q", title)
	}
	b.quiet()
}

// What an open finding says, part by part, as its text reads.
func TestOpenFindingIsComplete(t *testing.T) {
	b := open(t, sample(), "")
	text := eval[string](b, `document.querySelector('.finding.broken .detail').textContent`)
	for _, want := range []string{
		"status 404", "suites/shop/shop.suite.yaml:44:15", "500 Internal Server Error", "header Content-Type starts with application/json",
		"the answer has the members code, trace", "Next: if the API changed on purpose, record the fixture anew",
		"GET https://shop.example/orders/0", "Bearer ${key}", "curl -sS -i https://shop.example/orders/0", "X-Request-Id: 7f3b0c52",
		"captured on 2026-11-01T00:00:00.000Z from https://shop.example", "-fixture: 404 Not Found", "+answer: 500 Internal Server Error", "Control: no-key", "the vendor's page on errors", "What it breaksshop-sdk 2.1: your client sees half of the order and no error",
		"It told Retry-After: 30 s, by 2026-11-24T03:00:30.151Z", "until gave up after 1 request: Retry-After told 30 s, `for` is 6s",
		"HTTP/2.0, TLS 1.3, issued by Example CA", "31 ms, first byte after 30 ms",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("an open finding does not say %q; it says:\n%s", want, text)
		}
	}
	if blamed := eval[string](b, `document.querySelector('.tree .blamed').innerText`); blamed != `"code": "crash",` {
		t.Errorf("the failure's place in the body is marked as %q", blamed)
	}
	stream := eval[string](b, `document.querySelector('.stream').innerText`)
	for _, want := range []string{"3 events in 1.8 s, first after 210 ms, longest silence 940 ms, does not end with [DONE]", "1 line that no event stream has", "+260 ms", "stray line"} {
		if !strings.Contains(stream, want) {
			t.Errorf("a stream does not say %q; it says:\n%s", want, stream)
		}
	}
	b.quiet()
}

// How a stream ended, and where it was silent, is among its facts.
func TestTheEndOfAStreamIsShown(t *testing.T) {
	r := sample()
	for i := range r.Suites {
		for k := range r.Suites[i].Observations {
			if o := &r.Suites[i].Observations[k]; o.Probe == "stream" {
				o.Events = append(o.Events, report.Event{AtMS: 1845, Data: "[DONE]"})
				o.SilenceMS, o.SilenceAfter, o.ClosedMS, o.StillOpen = 300, 2, 1200, true
			}
		}
	}
	b := open(t, r, "")
	stream := eval[string](b, `document.querySelector('.stream').innerText`)
	if want := "longest silence 300 ms after event 2, ends with [DONE], still open 1.2 s later"; !strings.Contains(stream, want) {
		t.Errorf("a stream does not say %q; it says:\n%s", want, stream)
	}
	b.quiet()
}

// The trailers are shown behind the body, and compared with those of the fixture.
func TestTrailersAreShown(t *testing.T) {
	r := sample()
	for i := range r.Suites {
		for k := range r.Suites[i].Observations {
			if o := &r.Suites[i].Observations[k]; o.Probe == "order" {
				o.Trailers = []report.Field{{Name: "X-Sum", Value: "42"}}
				o.Fixture.Trailers = []report.Field{{Name: "X-Sum", Value: "41"}}
			}
		}
	}
	b := open(t, r, "")
	text := eval[string](b, `document.querySelector('.finding.broken .detail').textContent`)
	for _, want := range []string{"behind the bodyX-Sum: 42", "-fixture: trailer X-Sum: 41", "+answer: trailer X-Sum: 42"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown:\n%s", want, text)
		}
	}
	b.quiet()
}

func TestFiltersNarrowAndStandInTheAddress(t *testing.T) {
	b := open(t, sample(), "")
	for _, step := range []struct {
		name, script, found, hash string
	}{
		{"a verdict", `document.querySelector('[data-verdict=inconclusive]').click()`, "2 of 10 findings", "#verdict=inconclusive"},
		{"another beside it", `document.querySelector('[data-verdict=broken]').click()`, "4 of 10 findings", "#verdict=inconclusive%2Cbroken"},
		{"a label", `choose('label', 'limits')`, "2 of 10 findings", "#verdict=inconclusive%2Cbroken&label=limits"},
		{"a probe", `choose('probe', 'PAID')`, "1 of 10 findings", "#verdict=inconclusive%2Cbroken&label=limits&probe=PAID"},
		{"none left", `choose('q', 'zebra')`, "0 of 10 findings", "#verdict=inconclusive%2Cbroken&label=limits&probe=PAID&q=zebra"},
		{"all again", `document.getElementById('clear').click()`, "10 findings", ""},
		{"words of a failure", `choose('q', 'CRASH status')`, "1 of 10 findings", "#q=CRASH+status"},
		{"words of a request", `choose('q', 'put')`, "1 of 10 findings", "#q=put"},
		{"a suite", `choose('q', ''); choose('suite', '1')`, "2 of 10 findings", "#suite=1"},
	} {
		eval[any](b, `window.choose = (id, v) => { const e = document.getElementById(id); e.value = v; e.dispatchEvent(new Event('input')); }; `+step.script+`; 0`)
		if got := b.found(); got != step.found {
			t.Errorf("%s: %q, want %q", step.name, got, step.found)
		}
		if got := strings.TrimSuffix(eval[string](b, `location.hash`), "#"); got != step.hash {
			t.Errorf("%s: the address ends in %q, want %q", step.name, got, step.hash)
		}
	}
	b.quiet()
}

func TestAddressLeadsToFiltersAndAFinding(t *testing.T) {
	b := open(t, sample(), "#verdict=holds&q=methods&sort=slow&open=0/method/method%5Bput%5D")
	if diff := cmp.Diff([]string{"Other methods are refused", "Other methods are refused"}, b.claims()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := eval[[]string](b, `[...document.querySelectorAll('.row[aria-expanded=true] .probe')].map(e => e.textContent)`); len(got) != 1 || got[0] != "method[put]" {
		t.Errorf("open is %q", got)
	}
	b.quiet()
}

func TestKeyboardReachesEverything(t *testing.T) {
	b := open(t, sample(), "")
	focused := func() string {
		return eval[string](b, `(document.activeElement.querySelector('.claim') || document.activeElement).textContent || document.activeElement.id`)
	}
	press := func(keys string) { b.do(chromedp.KeyEvent(keys)) }
	command := b.Command
	command("/")
	press("limit")
	if got := b.found(); got != "2 of 10 findings" {
		t.Fatalf("typing after / finds %q", got)
	}
	command("Enter")
	if got := focused(); got != "The limit is told in a header" {
		t.Errorf("Enter in the search goes to %q", got)
	}
	press("j")
	if got := focused(); got != "A paid key has no limit" {
		t.Errorf("j goes to %q", got)
	}
	press("k")
	press("\r")
	state := `document.activeElement.getAttribute('aria-expanded') + ' ' + document.getElementById(document.activeElement.getAttribute('aria-controls')).innerText.includes('does anything listen')`
	if got := eval[string](b, state); got != "true true" {
		t.Errorf("Enter on a finding leaves it as %q", got)
	}
	press("\x1b")
	if got := eval[string](b, `document.activeElement.getAttribute('aria-expanded')`); got != "false" {
		t.Errorf("Escape leaves the finding open: %q", got)
	}
	press("\x1b")
	if got := b.found(); got != "10 findings" {
		t.Errorf("Escape keeps the filters: %q", got)
	}
	b.quiet()
}

func TestLongListsComeInPieces(t *testing.T) {
	b := open(t, many(1000), "")
	if n := len(b.claims()); n != 60 {
		t.Errorf("%d findings are shown at first, want 60", n)
	}
	if got := eval[string](b, `document.getElementById('more').textContent`); got != "Show 200 more of 940" {
		t.Errorf("the button says %q", got)
	}
	b.Click("#more")
	if n := len(b.claims()); n != 260 {
		t.Errorf("%d findings are shown after that, want 260", n)
	}
	eval[any](b, `(() => { const q = document.getElementById('q'); q.value = 'order 999'; q.dispatchEvent(new Event('input')); document.querySelector('.row').click(); })(); 0`)
	if text := eval[string](b, `document.querySelector('.detail').innerText`); !strings.Contains(text, "http://127.0.0.1:8080/orders/999") {
		t.Errorf("the last finding's answer is not there:\n%s", text)
	}
	b.quiet()
}

func TestThemeIsTheSystemsUntilChosen(t *testing.T) {
	b := open(t, sample(), "")
	ground := func() string { return eval[string](b, `getComputedStyle(document.body).backgroundColor`) }
	light := ground()
	// A busy browser may lose what a page stores while the browser itself starts: choose again then.
	// A page that does not store the choice, or does not read it, never comes back dark.
	kept := false
	for range 20 {
		b.Click("#theme")
		if ground() == light {
			t.Fatalf("the theme stays %s", light)
		}
		b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS(`html[data-ready]`)))
		if kept = ground() != light; kept {
			break
		}
	}
	if !kept {
		t.Error("the chosen theme is forgotten each time the page is loaded again")
	}
	b.quiet()
}

// Bodies keep their digits and the order of their members.
func TestBodiesAreShownAsTheyCame(t *testing.T) {
	b := open(t, sample(), "#open=0/list")
	if got := eval[string](b, `document.querySelector('[aria-expanded=true] .claim').textContent`); !strings.HasPrefix(got, "The list") {
		t.Fatalf("open is %q", got)
	}
	text := eval[string](b, `document.querySelector('.finding.holds .tree').innerText`)
	for _, want := range []string{"12345678901234567890.10", "19.90", `"gift"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the body lost %s:\n%s", want, text)
		}
	}
	if strings.Index(text, `"orders"`) > strings.Index(text, `"next"`) {
		t.Errorf("the members changed their order:\n%s", text)
	}
	eval[any](b, `document.querySelector('.finding.holds .raw').click(); 0`)
	if raw := eval[string](b, `document.querySelector('.finding.holds .body').innerText`); !strings.Contains(raw, sample().Suites[0].Observations[0].Body) {
		t.Errorf("as sent, the body is\n%s", raw)
	}
	b.quiet()
}

func TestEmptyRunsHaveAPage(t *testing.T) {
	for name, r := range map[string]*report.Result{
		"nothing": {}, "a suite without findings": {Suites: []report.Suite{{Suite: "S"}}},
		"a finding without a probe": {Suites: []report.Suite{{Suite: "S", Findings: []report.Finding{{ID: "a", Claim: "It is", Verdict: report.Broken}}}}},
	} {
		t.Run(name, func(t *testing.T) { open(t, r, "").quiet() })
	}
}
