package page_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// faint lists texts whose contrast with their background is below WCAG's AA: 4.5 to 1, 3 to 1 for
// large ones.
const faint = `(() => {
	const light = (c) => {
		const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const parse = (s) => (s.match(/[\d.]+/g) || []).map(Number);
	const behind = (e) => {
		for (; e; e = e.parentElement) {
			const c = parse(getComputedStyle(e).backgroundColor);
			if (c.length === 3 || c[3] > 0.99) return c.slice(0, 3);
		}
		return [255, 255, 255];
	};
	const out = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || !e.getClientRects().length || e.closest('script, .sr, :disabled')) continue;
		const style = getComputedStyle(e), a = light(parse(style.color).slice(0, 3)), b = light(behind(e));
		const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), size = parseFloat(style.fontSize);
		if (ratio < (size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5)) out.add(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) + ' ' + e.textContent.slice(0, 30));
	}
	return [...out];
})()`

// nameless lists what a screen reader cannot announce: controls without a name, ids that are
// missing or repeated, skipped levels of headings.
const nameless = `(() => {
	const out = [];
	for (const e of document.querySelectorAll('button, a[href], input, select, [role=img], [role=group], progress')) {
		const label = e.getAttribute('aria-label') || (e.labels && [...e.labels].map((l) => l.textContent).join('')) || e.textContent;
		if (!label.trim()) out.push('no name: ' + e.outerHTML.slice(0, 120));
	}
	const ids = new Set();
	for (const e of document.querySelectorAll('[id]')) { if (ids.has(e.id)) out.push('twice: ' + e.id); ids.add(e.id); }
	for (const e of document.querySelectorAll('[aria-controls], [aria-labelledby]')) {
		const id = e.getAttribute('aria-controls') || e.getAttribute('aria-labelledby');
		if (!ids.has(id)) out.push('nowhere: ' + id);
	}
	let level = 1;
	for (const h of document.querySelectorAll('h1, h2, h3, h4, h5')) {
		const n = Number(h.tagName[1]);
		if (n > level + 1) out.push('from h' + level + ' to h' + n + ': ' + h.textContent.slice(0, 40));
		level = n;
	}
	for (const landmark of ['header', 'nav', 'main', 'footer', '[role=search]', '[aria-live=polite]']) {
		if (document.querySelectorAll(landmark).length === 0) out.push('missing: ' + landmark);
	}
	return out;
})()`

func TestEveryReaderIsServed(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			b := open(t, sample(), "")
			b.themed(theme)
			eval[any](b, `document.querySelectorAll('.row[aria-expanded=false]').forEach((e) => e.click()); 0`)
			if bad := eval[[]string](b, faint); len(bad) > 0 {
				t.Errorf("texts that are hard to read: %q", bad)
			}
			if bad := eval[[]string](b, nameless); len(bad) > 0 {
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
