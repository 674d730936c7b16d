package page_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
)

// planted is a text that no escaping may change, with a number that names it.
func planted(n int) string { return fmt.Sprintf("⟦%d⟧%s", n, plantedEnd) }

const plantedEnd = `<b title="x" class='y'>&amp;&#39;</b>-->`

// plant gives every string of a value a text of its own, equal strings equal ones; it leaves fields
// that keep names, and returns how many texts there are.
func plant(v any, keep ...string) int {
	kept := map[string]bool{}
	for _, name := range keep {
		kept[name] = true
	}
	texts := map[string]string{}
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if !kept[v.Type().Field(i).Name] {
					walk(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.String:
			if s := v.String(); s != "" {
				if texts[s] == "" {
					texts[s] = planted(len(texts))
				}
				v.SetString(texts[s])
			}
		}
	}
	walk(reflect.ValueOf(v))
	return len(texts)
}

// readBack is all that a reader gets from the page: its texts, attributes, and what those without
// scripts see.
const readBack = `(() => {
	const out = [];
	const read = (root) => {
		for (const e of root.querySelectorAll('noscript')) {
			read(new DOMParser().parseFromString(e.textContent, 'text/html').documentElement);
			e.remove();
		}
		for (const e of root.querySelectorAll('script, style')) e.remove();
		for (const e of root.querySelectorAll('*')) for (const a of e.attributes) out.push(a.value);
		out.push(root.textContent);
	};
	read(document.documentElement.cloneNode(true));
	return out.join('\n');
})()`

var plantedName = regexp.MustCompile(`⟦(\d+)⟧`)

// shownWhole fails the test unless a reader gets every one of n texts, and each of them whole.
func shownWhole(b *tab, n int) {
	b.Helper()
	text := eval[string](b, readBack)
	names := map[string]bool{}
	for _, at := range plantedName.FindAllStringSubmatchIndex(text, -1) {
		names[text[at[2]:at[3]]] = true
		if !strings.HasPrefix(text[at[1]:], plantedEnd) {
			b.Errorf("a text is not shown as it is: %q", text[max(0, at[0]-40):min(len(text), at[1]+60)])
		}
	}
	for i := range n {
		if !names[strconv.Itoa(i)] {
			b.Errorf("text %d of %d is not shown", i, n)
		}
	}
}

// Whatever a result has is on its page as text, wherever it is put; the policy is taken away.
func TestTextStaysText(t *testing.T) {
	r := sample()
	job := r.Job
	r.Job = nil // its values are not shown as they are
	n := plant(r, "Verdict", "Verdicts", "Outcome", "Class", "BodyCoding", "Provenance")
	job.URL, job.CommitURL = `https://ci.example/7?a="b'<b>&amp;`, `https://ci.example/"b'<b>&amp;`
	r.Job = job
	b := openChanged(t, r, func(s string) string { return policyElement.ReplaceAllString(s, "") })
	eval[int](b, openEverything)
	shownWhole(b, n)
	links := eval[[]string](b, `[...document.querySelectorAll('.meta a')].map((e) => e.getAttribute('href'))`)
	if diff := cmp.Diff([]string{`https://ci.example/%22b%27%3Cb%3E&amp;`, job.URL}, links); diff != "" {
		t.Errorf("where the head leads to: -want +got:\n%s", diff)
	}
	b.quiet()
}

// onlyFindings leaves of a run what a matrix shows; one target, as it shows none of several.
func onlyFindings(n *report.Named) {
	r := n.Result
	n.File = ""
	r.Tool, r.Vantage, r.Job = "", "", nil
	for i := range r.Suites {
		s := &r.Suites[i]
		*s = report.Suite{Suite: s.Suite, Target: r.Suites[0].Target, Findings: s.Findings, Observations: s.Observations}
	}
}

func TestMatrixKeepsTextAsText(t *testing.T) {
	results := servers()
	for i := range results {
		onlyFindings(&results[i])
	}
	n := plant(results, "Verdict", "Verdicts", "Outcome", "Class", "BodyCoding", "Provenance")
	path := writtenMatrix(t, results)
	if err := os.WriteFile(path, []byte(policyElement.ReplaceAllString(read(t, path), "")), 0o644); err != nil {
		t.Fatal(err)
	}
	b := openFile(t, path, "")
	eval[any](b, openCells)
	shownWhole(b, n)
	b.quiet()
}
