package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/testkit/browser"
)

// The reason of what does not hold is in its row; an open finding says it below.
func TestRowsSayWhy(t *testing.T) {
	b := open(t, many(100), "#verdict=inconclusive%2Cbroken")
	rows := eval[[]string](b, `[...document.querySelectorAll('#list .row[aria-expanded=false]')].map((e) => e.innerText)`)
	if len(rows) != 3 {
		t.Fatalf("the rows that are closed: %q", rows)
	}
	for _, row := range rows {
		if !strings.Contains(row, "no answer (timeout): nothing within 30s") {
			t.Errorf("an inconclusive row says %q", row)
		}
	}
	eval[any](b, `document.querySelector('.row[aria-expanded=true]').click(); 0`)
	if row := eval[string](b, `document.querySelector('.row').innerText`); !strings.Contains(row, "status: expected 200, actual 500 Internal Server Error") {
		t.Errorf("a broken row says %q", row)
	}
	b.quiet()
}

// Findings with the same cause make a group, the worst and the most frequent first; a few of each
// are shown until the group is unfolded.
func TestGroupsByCause(t *testing.T) {
	r := many(1000)
	r.Suites[0].Findings[0].Verdict, r.Suites[0].Findings[0].Reason = "pending", "only live"
	heads := `[...document.querySelectorAll('.cause-head h3')].map((e) => e.innerText.replace(/\s+/g, ' '))`
	want := []string{
		"20 × status: expected 200, actual 500 Internal Server Error", "25 × no answer (timeout): nothing within 30s", "1 × only live", "954 × holds",
	}
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 400} {
			b := open(t, r, "#group=cause")
			b.themed(theme)
			b.do(chromedp.EmulateViewport(width, 900))
			if diff := cmp.Diff(want, eval[[]string](b, heads)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if n := len(b.claims()); n != 16 || b.found() != "1,000 findings" {
				t.Errorf("%d rows of %s are shown, want 16", n, b.found())
			}
			if bad := eval[[]string](b, browser.Faint); len(bad) > 0 {
				t.Errorf("%s, %d pixels: texts that are hard to read: %q", theme, width, bad)
			}
			if bad := eval[[]string](b, browser.Nameless); len(bad) > 0 {
				t.Errorf("a screen reader cannot tell: %q", bad)
			}
			if wide := eval[int64](b, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("at %d pixels the page is %d wide", width, wide)
			}
			b.Click(".cause-head button")
			if n := eval[int](b, `document.querySelector('.group').querySelectorAll('.row').length`); n != 20 {
				t.Errorf("%d of 20 rows are shown of the group that is unfolded", n)
			}
			if on := eval[string](b, `document.activeElement.textContent`); on != "Show the first 5" {
				t.Errorf("the focus is on %q", on)
			}
			b.Click(".cause-head button")
			if n := len(b.claims()); n != 16 {
				t.Errorf("%d rows are shown after the group is folded again, want 16", n)
			}
			b.quiet()
		}
	}
	linked := open(t, r, "#group=cause&open=0/order/order%5B999%5D")
	if text := eval[string](linked, `document.querySelector('.row[aria-expanded=true]').textContent`); !strings.Contains(text, "Order 999 is") {
		t.Errorf("the address of a finding that its group hides opens %q", text)
	}
	whole := open(t, sample(), "")
	if label := eval[bool](whole, `document.getElementById('group').closest('.field').hidden`); label {
		t.Error("a run with causes cannot be grouped by them")
	}
}
