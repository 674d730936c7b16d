package yamlfmt

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzPieces holds the formatting in pieces, here of one entry each, against that of the whole.
func FuzzPieces(f *testing.F) {
	for _, root := range []string{"../../../suites", ".."} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
				return err
			}
			text, err := os.ReadFile(path)
			f.Add(text)
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	entries := "\n  b: {x: 1}\n  c:\n    y: 2\n  d: 3\n  e: 4\n"
	for _, text := range []string{
		"p:\n  a: 1" + entries, "p:\n  a: 1" + entries + "q:" + entries + "r: 1\n", "p:\n\n  # about a\n  a: 1" + entries + "\n# about q\n\nq: 1",
		"p:\n  a: 1\n  # foot of a\n\n\n  b: 2 # beside\n\n  c: |\n    text\n\n  d: >-\n    folded\n    text\n  e: 3\n  # end\nq: 1\n", "p:\n  a: 'x\n  b: y'\n  c: 1\n  d: 2\n  e: 3\n",
		"p:\n  a: {x: 1,\n  b: 2}\n  c: 1\n  d: 2\n  e: 3\n", "p:\n  a: |\n    x\n\n\n  b: 1\n  c: 2\n  d: 3\n", "p:\n  a: 1\n#  b: 2\n  c: 3\n  d: 4\n  e: 5\n  f: 6\n", "p: |\n  a: 1\n  b: 2\n  c: 3\n  d: 4\n",
		"p:\n  a: 1\n b: 2\n  c: 3\n  d: 4\n", "p:\n  a: 1\n  b:\n  - 1\n  c: 2\n  d: 3\n", "p:   # why\n  a: 1" + entries, "p:\n    a: 1\n    b: 2\n", "p:\n  a: x\n   y\n  b: 1\n  c: 2\n  d: 3\n",
		"p:\n  # a\n  a: 1\n  # b\n  b:\n    x: 1\n  # c\n  # c\n  c:\n    - 1\n\n  # d\n  d: |\n    x\n  # e\n  e: 1\n  # f\n\n  f: 1\n  # g\n\n  # g\n  g: 1\n    # h\n  h: 1\n", "p:\n  a: 1\n  # b\n  b: {x: 1}\n  # c\n  c: # x\n    y: 1\n  # d\n  d: 1 # e\n  # e\n  e: 1\n  # f\n  f: 1\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		made, ok := formatInPieces(text, 1)
		if !ok {
			return
		}
		whole, err := formatWhole(text)
		if err != nil {
			t.Fatalf("%q is formatted in pieces, but not whole: %v", text, err)
		}
		if diff := cmp.Diff(string(whole), string(made)); diff != "" {
			t.Fatalf("%q formatted in pieces (+) and whole (-):\n%s", text, diff)
		}
	})
}

// Entries under comments are formatted one by one as they are in the whole document.
func TestPiecesUnderComments(t *testing.T) {
	lines := []string{"a: 1", "b: {a: 1}", "c:", "d:", "- x", "- k: v", "e: w # why", "l: |", "g:", "'h': 2", "f: x", "m: >-"}
	r := rand.New(rand.NewPCG(9, 7))
	found := 0
	for range 4_000 {
		text, depth := []byte("p:\n"), 1
		for range 4 + r.IntN(10) {
			line, indent := lines[r.IntN(len(lines))], strings.Repeat("  ", depth)
			if r.IntN(3) == 0 {
				text = append(text, strings.Repeat("\n", 1+r.IntN(2))...)
			}
			for range max(0, r.IntN(4)-1) {
				text = append(text, indent+"# note\n"...)
			}
			text = append(text, indent+line+"\n"...)
			switch {
			case strings.HasSuffix(line, ":"):
				depth++
			case strings.HasSuffix(line, "|"), strings.HasSuffix(line, ">-"):
				text = append(text, indent+"  text\n"...)
			case r.IntN(3) == 0:
				depth = 1
			}
		}
		text = append(text, "  z: 1\n"...)
		made, ok := formatInPieces(text, 1)
		if !ok {
			continue
		}
		whole, err := formatWhole(text)
		if err != nil {
			continue
		}
		found++
		if diff := cmp.Diff(string(whole), string(made)); diff != "" {
			t.Fatalf("%s\nformatted in pieces (+) and whole (-):\n%s", text, diff)
		}
	}
	if found < 500 {
		t.Errorf("only %d documents were formatted", found)
	}
}

// Entries of which each is under a comment are divided, too.
func TestCommentsDoNotKeepEntriesTogether(t *testing.T) {
	text := []byte("p:\n" + strings.Repeat("  # note\n  a: 1\n", 20))
	if o, ok := outlined(text, 1); !ok || len(o.pieces) < 15 {
		t.Errorf("divided (%t) into %d pieces", ok, len(o.pieces))
	}
}

// A large document is formatted in pieces, not whole.
func TestLargeDocumentsAreDivided(t *testing.T) {
	var b strings.Builder
	b.WriteString("suite: Many\nprobes:\n")
	for range 6_000 {
		b.WriteString("  p: {path: /a}\n\n\n  q:\n        path: /b\n")
	}
	b.WriteString("\n# about findings\nfindings:\n")
	for range 6_000 {
		b.WriteString("  f:\n    claim: it holds\n    expect:   {status: 200}\n")
	}
	text := []byte(b.String())
	o, ok := outlined(text, pieceSize)
	if !ok || len(o.text) > 6*pieceSize || len(o.pieces) < 4 {
		t.Fatalf("%d bytes are divided (%t) into %d pieces and an outline of %d bytes", len(text), ok, len(o.pieces), len(o.text))
	}
	frame := Frame(text)
	if parsed, err := parse(frame); err != nil || bytes.Count(frame, []byte("\n")) != bytes.Count(text, []byte("\n")) || len(parsed.Content[0].Content) != 6 {
		t.Errorf("its frame has %d lines (%v), the document %d", bytes.Count(frame, []byte("\n")), err, bytes.Count(text, []byte("\n")))
	}
	got, err := Format(text)
	if err != nil {
		t.Fatal(err)
	}
	want, err := formatWhole(text)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("formatted in pieces, it is not what it is as a whole")
	}
}

// What is counted without writing it is never less than what is written.
func TestAtMostIsAtLeastInBraces(t *testing.T) {
	for _, text := range []string{
		`{status: 200, headers: {X-Bench: "yes"}, json: {$.name: bench}}`, `[a, "1", '', ~, true, {}, []]`, `{"a: b": "- c", "#": "x # y", ? z : "{}"}`, `{a: "0x1", b: "1e3", c: "on", d: "2020-01-01"}`,
		`[" lead", "trail ", "a, b", "[", "%", "@x", "*x", "&x", "!x", "|", ">"]`, `{? {a: 1} : {b: 2}}`, `{a: "tab\t"}`, `{a: 'it''s'}`, `{a: &x 1}`, `{a: !!str 1}`, `{a: "\u00e9"}`,
	} {
		n, err := parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if most, is := atMost(n.Content[0]), inBraces(n.Content[0]); most < is {
			t.Errorf("%s takes %d columns, at most %d are counted", text, is, most)
		}
	}
}
