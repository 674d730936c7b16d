package page_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit/browser"
)

// copied opens a finding and returns what its button for Markdown copies.
func copied(b *tab) string {
	b.Helper()
	eval[any](b, `Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (s) => { window.copied = s; }}}); 0`)
	b.Click(`[aria-label="Copy this finding as Markdown"]`)
	return eval[string](b, `window.copied`)
}

func TestFindingIsCopiedAsMarkdown(t *testing.T) {
	b := open(t, sample(), "")
	want := `### Broken: An order that does not exist is answered 404 "no such order"

Shop API, finding ` + "`order`, probe `order`, `" + shopFile + ":41:3`" + `

- **status** (` + "`" + shopFile + ":44:15`" + `)
  - expected: ` + "`404`" + `
  - actual: ` + "`500 Internal Server Error`" + `
  - fixture: ` + "`404`" + `
  - next: if the API changed on purpose, record the fixture anew
- **json $.error.code** (` + "`" + shopFile + ":45:24`" + `)
`
	got := copied(b)
	if !strings.HasPrefix(got, want) {
		t.Errorf("-want +got:\n%s", cmp.Diff(want, got))
	}
	for _, part := range []string{"```sh\ncurl -sS -i https://shop.example/orders/0", "Answer: `500 Internal Server Error` (live)", "\n```\n{"} {
		if !strings.Contains(got, part) {
			t.Errorf("the Markdown does not say %q:\n%s", part, got)
		}
	}
	b.quiet()
}

// What a response has is no markup of the issue that it is pasted into.
func TestCopiedMarkdownKeepsTextInert(t *testing.T) {
	r := sample()
	f := &r.Suites[0].Findings[0]
	f.Verdict, f.Claim, f.Reason = report.Broken, "a *b* <img src=x> [c](d)\n# e", ""
	f.Failures = []report.Failure{{Subject: "body", Expected: "`x`", Actual: "``y``\u202e"}}
	for i := range r.Suites[0].Observations {
		r.Suites[0].Observations[i].Body = "```\n# not a title\n````\n" + strings.Repeat("z", 3000)
	}
	r.Suites[0].Findings = r.Suites[0].Findings[:1]
	b := open(t, r, "")
	got := copied(b)
	for _, part := range []string{
		`### Broken: a \*b\* &lt;img src=x&gt; \[c\](d) # e` + "\n", "expected: `` `x` ``", "actual: ``` ``y``\\u202e ```", "\n`````\n```\n# not a title", "The first 2,000 characters of 3,",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("the Markdown does not say %q:\n%s", part, got)
		}
	}
	b.quiet()
}

// ? shows the keys, Esc closes them and nothing else; a button does the same for those who point.
func TestKeysAreShown(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 400} {
			for name, b := range map[string]*tab{"run": open(t, sample(), "#q=limit"), "matrix": openMatrix(t, "#q=limit")} {
				b.themed(theme)
				b.do(chromedp.EmulateViewport(width, 900), chromedp.KeyEvent("?"))
				shown := `document.getElementById('keys-dialog').checkVisibility()`
				if !eval[bool](b, shown) {
					t.Fatalf("%s: ? does not show the keys", name)
				}
				if bad := append(eval[[]string](b, browser.Faint), eval[[]string](b, browser.Nameless)...); len(bad) > 0 {
					t.Errorf("%s, %s, %d pixels: hard to read, or without a name: %q", name, theme, width, bad)
				}
				if wide := eval[int64](b, `Math.max(document.documentElement.scrollWidth, document.getElementById('keys-dialog').getBoundingClientRect().right)`); wide > width {
					t.Errorf("%s: at %d pixels the page is %d wide", name, width, wide)
				}
				b.do(chromedp.KeyEvent("j"), chromedp.KeyEvent(kb.Escape))
				if eval[bool](b, shown) || eval[string](b, `document.getElementById('q').value`) != "limit" {
					t.Errorf("%s: Esc does not close the keys alone", name)
				}
				b.Click("#keys")
				b.Click("#keys-close")
				if eval[bool](b, shown) {
					t.Errorf("%s: the button does not close the keys", name)
				}
				b.quiet()
			}
		}
	}
}
