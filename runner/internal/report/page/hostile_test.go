package page_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
)

// hostile are texts that would run, load or rearrange if a page treated them as anything but text.
// Each that runs sets window.ran.
var hostile = []string{
	`</script><script>window.ran=1</script>`,
	`</SCRIPT foo><script>window.ran=1</script>`,
	`<!--<script>window.ran=1//-->`,
	`<!--<script>`,
	`]]><script>window.ran=1</script>`,
	`</title></style></textarea></noscript></svg><script>window.ran=1</script>`,
	`<noscript><p title="</noscript><img src=x onerror=window.ran=1>">`,
	`<img src="http://127.0.0.1:9/x" onerror="window.ran=1">`,
	`"><img src=x onerror=window.ran=1>`,
	`' autofocus onfocus=window.ran=1 x='`,
	`" onmouseover="window.ran=1" x="`,
	"` onload=window.ran=1 `",
	`javascript:window.ran=1`,
	`<a href="javascript:window.ran=1" id="bad">x</a>`,
	`<svg><animate onbegin=window.ran=1 attributeName=x dur=1s></svg>`,
	`<svg><use href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran=1'/>"></svg>`,
	`<iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
	`<base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">`,
	`<link rel=stylesheet href=http://127.0.0.1:9/x.css><style>@import url(http://127.0.0.1:9/y.css);</style>`,
	`x;background:url(http://127.0.0.1:9/z);}*{display:none`,
	`</style><style>*{display:none!important}</style>`,
	`<math><mtext><table><mglyph><style><!--</style><img src=x onerror=window.ran=1>`,
	`<form action=http://127.0.0.1:9/><button id=theme>`,
	`{{.Script}} ${window.ran=1} <%= 1 %>`,
	`\u003c/script\u003e\u003cscript\u003ewindow.ran=1\u003c/script\u003e`,
	`&lt;script&gt;window.ran=1&lt;/script&gt;`,
	"a\u2028window.ran=1\u2029b",
	"nul\x00<script\x00>window.ran=1</script>",
	"\xff\xfe<script>window.ran=1</script>\xc0\xbc",
	"+ADw-script+AD4-window.ran=1+ADw-/script+AD4-",
	"\u202etxt.exe\u202c \u2066right\u2069 \u200bzero",
	"\x1b[31mred\x1b]0;title\x07",
	`__proto__`, `constructor`, `toString`,
}

// inEvery is a value with the text before every string in it, except those that
// keep names.
func inEvery(v reflect.Value, text string, keep map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			inEvery(v.Elem(), text, keep)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !keep[v.Type().Field(i).Name] {
				inEvery(v.Field(i), text, keep)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			inEvery(v.Index(i), text, keep)
		}
	case reflect.String:
		v.SetString(text + v.String())
	}
}

// attacked is a run in which every field attacks: a suite for each text, which keeps the words that
// choose what is shown; one for all texts, in those words too; and one whose bodies attack and are
// JSON.
func attacked() *report.Result {
	out := sample()
	out.Suites = nil
	inEvery(reflect.ValueOf(out), hostile[0], nil)
	words := map[string]bool{"Verdict": true, "Verdicts": true, "Outcome": true, "Status": true, "Class": true, "BodyCoding": true, "Provenance": true}
	for i, text := range hostile {
		r := sample()
		inEvery(reflect.ValueOf(r), text, words)
		out.Suites = append(out.Suites, r.Suites[i%2])
	}
	r := sample()
	inEvery(reflect.ValueOf(r), strings.Join(hostile, " "), nil)
	out.Suites = append(out.Suites, r.Suites...)
	// Bodies that stay JSON, the attack inside.
	r = sample()
	for i := range r.Suites[0].Observations {
		r.Suites[0].Observations[i].Body = `{"a": "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>", "__proto__": {"x": 1}, "<b onclick=window.ran=1>": "\u202e"}`
	}
	out.Suites = append(out.Suites, r.Suites...)
	return out
}

// openEverything shows every finding and unfolds all that folds.
const openEverything = `(async () => {
	const more = document.getElementById('more');
	document.getElementById('list').hidden = true; // made, not laid out: that takes long
	while (!more.hidden) more.click();
	for (const b of document.querySelectorAll('.row[aria-expanded=false]')) b.click();
	for (const d of document.querySelectorAll('details')) { if (d.unfold) d.unfold(); d.open = true; }
	for (const b of document.querySelectorAll('.raw')) b.click();
	await new Promise((r) => setTimeout(r, 50));
	return document.querySelectorAll('.row[aria-expanded=true]').length;
})()`

// markup lists the parts of the attack that became an element or an attribute.
const markup = `[...document.querySelectorAll('img, iframe, object, embed, base, form, link:not([rel=icon]), animate, math, meta[http-equiv=refresh], a[href^="javascript"], [style], style ~ style')].map((e) => e.outerHTML.slice(0, 200))
	.concat([...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name) || /^(xlink:)?(href|src|action|formaction)$/.test(a.name) && !/^(#|data:,$)/.test(a.value)).map((a) => a.name + '=' + a.value.slice(0, 100)))`

// Escaping is enough: the page's policy, which would stop what comes through, is
// taken away first.
func TestHostileAnswersDoNotRun(t *testing.T) {
	r := attacked()
	b := openChanged(t, r, func(s string) string { return policyElement.ReplaceAllString(s, "") })
	want := 0
	for i := range r.Suites {
		want += len(r.Suites[i].Findings)
	}
	if n := eval[int](b, openEverything); n != want {
		t.Errorf("%d of %d findings could be opened", n, want)
	}
	if ran := eval[bool](b, `'ran' in window`); ran {
		t.Error("an answer ran")
	}
	if bad := eval[[]string](b, markup); len(bad) > 0 {
		t.Errorf("an answer became markup: %q", bad)
	}
	text := eval[string](b, `[...document.querySelectorAll('header, #tools, #list, .side')].map((e) => e.textContent).join('')`)
	if i := strings.IndexAny(text, "\u202e\u2066\u200b\u2028\x1b\x00"); i >= 0 {
		t.Errorf("characters that reorder or hide text are shown as they are: …%q…", text[max(0, i-60):min(len(text), i+60)])
	}
	b.quiet()
}

var policyElement = regexp.MustCompile(`<meta http-equiv="Content[^>]*>`)

// openChanged opens a page that was changed after it was written.
func openChanged(t *testing.T, r *report.Result, change func(string) string) *tab {
	t.Helper()
	b := open(t, &report.Result{}, "")
	var text strings.Builder
	if err := page.Write(&text, r); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path, []byte(change(text.String())), 0o644); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS(`html[data-ready]`)))
	return b
}

// Should escaping ever fail, the policy still keeps what came from running,
// loading and looking different.
func TestPolicyHoldsWhereEscapingFails(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	attack := `<script>window.ran=1</script><script src="` + server.URL + `/a.js"></script><img src="` + server.URL + `/b.png" onerror="window.ran=1">` +
		`<link rel="stylesheet" href="` + server.URL + `/c.css"><a id="bad" href="javascript:window.ran=1">x</a>` +
		`<iframe src="javascript:parent.ran=1"></iframe><iframe src="` + server.URL + `/d.html"></iframe><style>h1{display:none}</style>`
	b := openChanged(t, sample(), func(s string) string { return strings.Replace(s, "<main>", "<main>"+attack, 1) })
	eval[any](b, `document.getElementById('bad').click(); 0`)
	if ran := eval[bool](b, `'ran' in window`); ran {
		t.Error("a script that came in ran")
	}
	if shown := eval[string](b, `getComputedStyle(document.querySelector('h1')).display`); shown == "none" {
		t.Error("a style that came in was applied")
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("%d requests reached a server that what came in named", n)
	}
	if blocked := strings.Join(b.Console(), "\n"); !strings.Contains(blocked, "Content Security Policy") {
		t.Errorf("nothing was refused: %q", b.Console())
	}
}
