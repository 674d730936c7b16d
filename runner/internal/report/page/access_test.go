package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"assay/runner/internal/testkit/browser"
)

func TestEveryReaderIsServed(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			b := open(t, sample(), "")
			b.themed(theme)
			eval[any](b, `document.querySelectorAll('.row[aria-expanded=false]').forEach((e) => e.click()); 0`)
			if bad := eval[[]string](b, browser.Faint); len(bad) > 0 {
				t.Errorf("texts that are hard to read: %q", bad)
			}
			if bad := eval[[]string](b, browser.Nameless); len(bad) > 0 {
				t.Errorf("a screen reader cannot tell: %q", bad)
			}
			b.do(chromedp.EmulateViewport(360, 800))
			if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 360 {
				t.Errorf("at 360 pixels the page is %d wide", wide)
			}
			b.quiet()
		})
	}
}

// Paper has what does not hold in full, whatever was open; afterwards the page is
// as it was.
func TestPaperHasWhatDoesNotHold(t *testing.T) {
	b := open(t, many(100), "")
	open := `[...document.querySelectorAll('.finding:has([aria-expanded=true])')].map((e) => e.className.split(' ').pop())`
	before := eval[[]string](b, open)
	eval[any](b, `dispatchEvent(new Event('beforeprint')); 0`)
	printed := map[string]int{}
	for _, verdict := range eval[[]string](b, open) {
		printed[verdict]++
	}
	if printed["broken"] != 2 || printed["inconclusive"] != 3 || len(printed) != 2 {
		t.Errorf("printed in full: %v, want 2 broken and 3 inconclusive", printed)
	}
	if n := len(b.claims()); n != 100 {
		t.Errorf("%d of 100 findings are printed", n)
	}
	eval[any](b, `dispatchEvent(new Event('afterprint')); 0`)
	if after := eval[[]string](b, open); len(after) != len(before) {
		t.Errorf("after printing %q is open, before it was %q", after, before)
	}
	b.quiet()
}
