package yamlfmt

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// holdSettled fails if a text that is settled is not formatted as itself.
func holdSettled(t *testing.T, text []byte) bool {
	t.Helper()
	if !settled(text) {
		return false
	}
	text = append([]byte(over), text...)
	if connects(text) {
		return false
	}
	got, err := formatWhole(text)
	if err != nil || !bytes.Equal(got, text) {
		t.Errorf("settled, but formatted it is another text (%v):\n%q\n%q", err, text, got)
	}
	return true
}

func FuzzSettled(f *testing.F) {
	for _, root := range []string{"../../../suites", ".."} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, entry := range bytes.SplitAfter(text, []byte("\n\n")) {
				f.Add(entry)
			}
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) { holdSettled(t, text) })
}

// Words that mean something in YAML, and lines of canonical documents, in any order, are settled
// only if formatting leaves them as they are.
func TestSettledIsFormattedAsItself(t *testing.T) {
	words := []string{
		"a", "b: ", "  ", "  ", "\n", "\n  ", "\n    ", "\n      ", "- ", ": ", ":", "x: 1\n", " # c", "# d", "#", "{", "}", "[", "]", ", ", `"q"`, `'s'`, `"`, "'", "200", "true", "~", "null", "yes",
		"2020-01-02", "1:30", "http://a:1/b?c=d#e", "$.a", "0x1", "1e3", ".5", "é", "x y", "\\", "|", "%", "\t", "k:\n  ", "k:\n    ", "{a: 1}", "[1, two]", strings.Repeat("long ", 30),
	}
	lines := []string{
		"a: 1", "b: {a: 1, b: [c, \"d\"]}", "c:", "d:", "- x", "- k: v", "- k:", "# note", "", "e: word two # why", "f: \"q\" # why", "g: [] # c", "h: {a: 1} # c", "- x # c", "i: # c", "- \"q\": 'x'", "- [a, b]", "- {a: b} # x",
		"l: |", "m: |-", "- |", "- n: |-", "  text: of # it", "    more", "o: \"a \\\"b\\\" \\\\ \\n\\r\\t\"", "p: {q: \"\\\"\"}",
	}
	r := rand.New(rand.NewPCG(1, 2))
	found := [2]int{}
	for i := range 60_000 {
		text := []byte("  ")
		if i%2 == 0 {
			for range 1 + r.IntN(12) {
				text = append(text, words[r.IntN(len(words))]...)
			}
			text = append(text, '\n')
		} else {
			text = ofLines(lines, r)
		}
		if holdSettled(t, text) {
			found[i%2]++
		}
	}
	if found[0] < 200 || found[1] < 2000 {
		t.Errorf("only %d texts are settled", found)
	}
}

// ofLines returns up to 8 of the lines, each at an indent that the one before it allows.
func ofLines(lines []string, r *rand.Rand) []byte {
	var text []byte
	for depth, n := 1, 1+r.IntN(8); n > 0; n-- {
		line := lines[r.IntN(len(lines))]
		if line != "" {
			text = append(text, strings.Repeat("  ", depth)...)
		}
		text = append(append(text, line...), '\n')
		switch {
		case strings.HasPrefix(line, "- ") && strings.HasSuffix(line, ":"):
			depth += 2
		case strings.HasSuffix(line, ":"):
			depth++
		case r.IntN(4) == 0:
			depth = 1 + r.IntN(depth)
		}
	}
	return text
}

// What large generated suites consist of is settled, so that they are not parsed.
func TestPlainLinesAreSettled(t *testing.T) {
	for _, text := range []string{
		"  p1:\n    path: /fast\n    headers: {X-Check: c1, \"X-Other\": 'yes'}\n",
		"  # about f1\n  f1:\n    claim: check 1 holds, for ä and \"ö\" # why\n    probe: [p1, p2]\n\n    expect:\n      status: 200\n      json: {$.name: bench, $.list: []}\n",
		"  l:\n    body: |\n      {\n        \"a\": 1\n\n\n      }\n\n    claim: \"He said \\\"no\\\"\\n\"\n    then: |-\n      last\n",
		"  j:\n    steps:\n      - send: a\n        wait: 2s\n      - \"b\"\n    url: http://127.0.0.1:1/a?b=c#d\n",
	} {
		if !settled([]byte(text)) {
			t.Errorf("not settled:\n%s", text)
		}
	}
}

// An exclamation or an ampersand in a text connects nothing; tags, anchors and directives do.
func TestConnects(t *testing.T) {
	for _, text := range []string{"a: Hello!\n", "a: this & that, R&D\n", "a: x=1&y=2\n", "a: 1+1 > +2\n", "a: b - c\n", "a: 100%\n"} {
		if connects([]byte(text)) {
			t.Errorf("%q connects", text)
		}
	}
	for _, text := range []string{"a: !t b\n", "a: &t b\n", "- &t b\n", "a: [&t b]\n", "a: {b: c,&t d: e}\n", "a: |+\n", "a: >2+\n", "---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n", "!t a: 1\n"} {
		if !connects([]byte(text)) {
			t.Errorf("%q does not connect", text)
		}
	}
}
