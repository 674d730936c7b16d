package show

import (
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"

	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// Diff returns the difference of two texts, line by line, of limited length.
func Diff(want, got string) string {
	const mostBytes, mostLines = 200_000, 40
	if len(want) > mostBytes || len(got) > mostBytes {
		at := CommonPrefix(want, got)
		return "they part at byte " + Value(at, values.AsNumber) + ":\n- " + Excerpt(want, at) + "\n+ " + Excerpt(got, at)
	}
	want, got = endedLine(want), endedLine(got)
	shown, err := udiff.ToUnified("expected", "actual", want, udiff.Lines(want, got), 2)
	if err != nil {
		return ""
	}
	out := strings.Split(strings.TrimSuffix(shown, "\n"), "\n")
	for i := range out {
		out[i] = text.Cut(out[i], 200)
	}
	if len(out) > mostLines {
		out = append(out[:mostLines], "…")
	}
	return strings.Join(out, "\n")
}

// endedLine returns a text whose last line ends with a newline, so that the diff does not mention
// it.
func endedLine(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// CommonPrefix returns the length in bytes of the common beginning of two texts, at the start of a
// character.
func CommonPrefix(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(a) && !utf8.RuneStart(a[i]) {
		i--
	}
	return i
}

// Excerpt returns the part of s around a byte offset, in quotes.
func Excerpt(s string, at int) string {
	const before, most = 40, 120
	from := max(at-before, 0)
	for from > 0 && from < len(s) && !utf8.RuneStart(s[from]) {
		from--
	}
	text := quoteAll(text.Cut(s[from:], most))
	if from > 0 {
		text = "…" + text
	}
	return text
}

// QuoteNear shows the part of a text that is most like want: where its first letters occur,
// otherwise the text's beginning.
func QuoteNear(s, want string) string {
	for n := len(want); n >= 4; n /= 2 {
		if at := strings.Index(s, want[:n]); at >= 0 {
			return Excerpt(s, at)
		}
	}
	return Excerpt(s, 0)
}
