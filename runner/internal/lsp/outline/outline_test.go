package outline_test

import (
	"fmt"
	"strings"
	"testing"

	"assay/runner/internal/lsp/outline"
)

// described writes a tree as lines: indent, key, kind and text.
func described(n *outline.Node, depth int, b *strings.Builder) {
	for _, item := range n.Items() {
		name := item.Name
		if item.Key.To == item.Key.From {
			name = "-"
		}
		fmt.Fprintf(b, "%s%s %s %s\n", strings.Repeat(" ", depth), name, [...]string{"empty", "scalar", "map", "list", "bare"}[item.Kind], item.Text)
		described(item, depth+1, b)
	}
}

func TestTrees(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"blocks": {"a: 1 # one\nb:\n  c: x y\n  d:\n    - 1\n    - e: 2\n      f: 3\n  g:\n  - \"4\"\nh: |\n  text\n  more\ni: 'it''s'\n",
			"a scalar 1\nb map \n c scalar x y\n d list \n  - scalar 1\n  - map \n   e scalar 2\n   f scalar 3\n g list \n  - scalar 4\nh scalar text\n  more\ni scalar it's\n"},
		"braces": {"a: {b: 1, c: [x, {d: 2}], \"$.e[0]\": {gt: 3}}\nf: [\n  1,\n  2\n]\ng: {h: \"${x}\", i: ${y}/z}\n",
			"a map \n b scalar 1\n c list \n  - scalar x\n  - map \n   d scalar 2\n $.e[0] map \n  gt scalar 3\nf list \n - scalar 1\n - scalar 2\ng map \n h scalar ${x}\n i scalar ${y}/z\n"},
		"being typed": {"findings:\n  f:\n    pro\n    expect: {status: 20\n  g:\n    expect: {sta\nx: \"open\ny: 1\n",
			"findings map \n f map \n  pro bare \n  expect map \n   status scalar 20\n g map \n  expect map \n   sta bare \nx scalar open\ny scalar 1\n"},
		"empty values": {"a:\nb: {c: , d: }\ne:\n\nf: &x !t 1\n", "a empty \nb map \n c empty \n d empty \ne empty \nf scalar 1\n"},
	} {
		var b strings.Builder
		described(outline.Read([]byte(c.text)), 0, &b)
		if b.String() != c.want {
			t.Errorf("%s:\n%swant\n%s", name, b.String(), c.want)
		}
	}
}

// A cursor, marked by ^, is in a node's key, in its value, or where a new entry would be.
func TestPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"a:\n  b^: 1\n":                            "a/b key b",
		"a:\n  b: ^\n":                             "a/b value ",
		"a:\n  b: on^e\n":                          "a/b value one",
		"a:\n  b: 1\n  ^\nc: 2\n":                  "a new ",
		"a:\n  b: 1\n^\nc: 2\n":                    " new ",
		"a:\n  b:\n    ^\n":                        "a/b new ",
		"a:\n  st^\n":                              "a/st key st",
		"a: {b: 1, ^}\n":                           "a new ",
		"a: {b: 1, c^}\n":                          "a/c key c",
		"a: {b: \"tw^o\"}\n":                       "a/b value two",
		"a: {b: ^}\n":                              "a/b value ",
		"a: {b: {c: 1, ^":                          "a/b new ",
		"a:\n  - x^\n":                             "a/- value x",
		"a:\n  - b: 1\n    ^\n":                    "a/- new ",
		"a: [x, y^]\n":                             "a/- value y",
		"f:\n  g:\n    p: {q: 1}\n    ^\n  h: 1\n": "f/g new ",
		"f:\n  g:\n    p: {q: 1}\n  ^\n":           "f new ",
		"f:\n  g:\n    p:\n      \"$.a^\": 1\n":    "f/g/p/$.a key $.a",
		"f:\n  g:\n    p: {$.a: 1, \"$.b^\": 2}\n": "f/g/p/$.b key $.b",
		"f:\n  g:\n    p: |\n      some ^text\n":   "f/g/p value ",
		"f:\n  g: x   ^\n":                         "f/g value ",
		"f:\n  g: {a: 1}   ^\n":                    "f new ",
		"f:\n  g:\n    ^a: 1\n":                    "f/g/a key a",
		"f:\n  - ^\n":                              "f/- value ",
	} {
		at := strings.IndexByte(text, '^')
		bare := []byte(strings.Replace(text, "^", "", 1))
		p := outline.Read(bare).At(bare, at)
		got := fmt.Sprintf("%s %s %s", strings.Join(p.Node.Path(), "/"), [...]string{"new", "key", "value"}[p.Part], bare[p.Word.From:p.Word.To])
		if strings.Contains(text, "|") {
			got = strings.TrimSuffix(got, string(bare[p.Word.From:p.Word.To]))
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzOutline: any text has a tree whose spans are within their parents, and a place at any offset.
func FuzzOutline(f *testing.F) {
	f.Add([]byte("a: {b: [1, {c: 2}]}\nd:\n  - e: |\n     x\n  - 'f\n"), 5)
	f.Add([]byte("- - a: \"${x\n b\n#\n---\n\t: ? {,}]"), 9)
	f.Add([]byte("a: >\n\n\n  b\nc: \"d\n  e\" # f\r\n"), 3)
	f.Fuzz(func(t *testing.T, text []byte, offset int) {
		root := outline.Read(text)
		root.Walk(func(n *outline.Node) {
			for _, s := range []outline.Span{n.Whole, n.Key, n.Value, n.Inner(text), n.InnerKey(text)} {
				if s.From < 0 || s.To > len(text) || s.From > s.To {
					t.Fatalf("%v of %q in %d bytes", s, n.Path(), len(text))
				}
			}
		})
		if p := root.At(text, offset); p.Node == nil || p.Word.From < 0 || p.Word.To > len(text) || p.Word.From > p.Word.To {
			t.Fatalf("at %d: %+v", offset, p)
		}
	})
}
