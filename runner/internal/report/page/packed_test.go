package page_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/report"
)

var dataBlock = regexp.MustCompile(`(?s)(<script type="application/json" id="[^"]*")>(.*?)</script>`)

// repacked packs every block of a page at this level of DEFLATE.
func repacked(t *testing.T, level int) func(string) string {
	return func(text string) string {
		return dataBlock.ReplaceAllStringFunc(text, func(s string) string {
			part := dataBlock.FindStringSubmatch(s)
			var packed bytes.Buffer
			w, err := flate.NewWriter(&packed, level)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(part[2])); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf(`%s data-packed="%d">%s</script>`, part[1], len(part[2]), base64.StdEncoding.EncodeToString(packed.Bytes()))
		})
	}
}

// varied is the sample with bodies of several kinds: long runs, all characters of several
// alphabets, and distances up to the window's 32 KiB.
func varied() *report.Result {
	var letters, far strings.Builder
	for r := range rune(0x3000) {
		if r != 0x2028 && r != 0x2029 {
			letters.WriteRune(r)
		}
	}
	letters.WriteString("𝄞😀")
	for i := range 9000 {
		fmt.Fprintf(&far, "%x ", uint32(i)*2654435761)
	}
	r := sample()
	bodies := []string{strings.Repeat("=", 60000), letters.String(), far.String() + far.String()[:2000]}
	for i := range r.Suites[0].Observations {
		r.Suites[0].Observations[i].Body = bodies[i%len(bodies)]
	}
	return r
}

// Each form of DEFLATE comes back as it was: stored, with fixed codes, with codes of its own.
func TestPackedBlocksReadAsPlainOnes(t *testing.T) {
	const all = `[...document.querySelectorAll('#list .group')].map((e) => e.textContent)`
	b := openChanged(t, varied(), repacked(t, flate.NoCompression))
	stored := b.everything(all)
	for name, change := range map[string]func(string) string{
		"as written": func(s string) string { return s }, "Huffman only": repacked(t, flate.HuffmanOnly),
		"fast": repacked(t, flate.BestSpeed), "best": repacked(t, flate.BestCompression),
	} {
		t.Run(name, func(t *testing.T) {
			b := openChanged(t, varied(), change)
			if diff := cmp.Diff(stored, b.everything(all)); diff != "" {
				t.Errorf("-stored +%s:\n%.2000s", name, diff)
			}
			b.quiet()
		})
	}
	if text := strings.Join(stored, ""); !strings.Contains(text, varied().Suites[0].Observations[2].Body[60000:]) {
		t.Error("the end of a long body is not shown")
	}
	b.quiet()
}

// everything opens all findings and unfolds them, then evaluates an expression.
func (b *tab) everything(expression string) []string {
	b.Helper()
	eval[int](b, openEverything)
	eval[any](b, `for (const e of document.querySelectorAll('.body button')) if (e.textContent.startsWith('Show all')) e.click(); 0`)
	return eval[[]string](b, expression)
}

// The page of a small run has its data as JSON; that of a large one is a small part of its JSON,
// and is searched, opened and printed like any other.
func TestLargePagesArePacked(t *testing.T) {
	if text := read(t, written(t, sample())); strings.Contains(text, " data-packed=") || !strings.Contains(text, `"X-Request-Id"`) {
		t.Error("the page of a small run has no plain data")
	}
	r := many(3000)
	r.Suites[0].Findings[2900].Failures = []report.Failure{{Subject: "status", Expected: "200", Actual: "418 I'm a Teapot"}}
	path := written(t, r)
	if info, err := os.Stat(path); err != nil || info.Size() > 1_000_000 {
		t.Errorf("3,000 findings with responses of a kilobyte make a page of %d bytes (%v), want at most a million", info.Size(), err)
	}
	b := openFile(t, path, "#q=teapot")
	if got := b.found(); got != "1 of 3,000 findings" {
		t.Errorf("the words of a failure find %q", got)
	}
	b.Click(".row")
	if text := eval[string](b, `document.querySelector('.detail').textContent`); !strings.Contains(text, "http://127.0.0.1:8080/orders/2900") || !strings.Contains(text, `"state": "sent"`) {
		t.Errorf("an open finding of a packed page says:\n%s", text)
	}
	linked := openFile(t, path, "#open=0/order/order%5B2999%5D")
	if text := eval[string](linked, `document.querySelector('.row[aria-expanded=true]').textContent`); !strings.Contains(text, "Order 2999 is") {
		t.Errorf("the address opens %q", text)
	}
	if first := linked.claims(); len(first) != 60 || first[0] != "Order 2999 is answered 200 with its number" {
		t.Errorf("for a finding far down the page makes %d rows, the first of %q", len(first), first[0])
	}
	printed := openFile(t, path, "#verdict=broken")
	eval[any](printed, `dispatchEvent(new Event('beforeprint')); 0`)
	if n := eval[int](printed, `[...document.querySelectorAll('.detail')].filter((e) => e.textContent.includes('500 Internal Server Error')).length`); n != 60 {
		t.Errorf("%d of 60 broken findings are open on paper", n)
	}
	for _, one := range []*tab{b, linked, printed} {
		one.quiet()
	}
}
