package browser

// Faint lists texts whose contrast with their background is below WCAG's AA: 4.5 to 1, 3 to 1 for
// large ones.
const Faint = `(() => {
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

// Nameless lists what a screen reader cannot announce: controls without a name, ids that are
// missing or repeated, skipped levels of headings.
const Nameless = `(() => {
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
