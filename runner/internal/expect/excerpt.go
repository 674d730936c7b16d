package expect

import (
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"
)

// explainText shows where two texts part: a unified diff where they have lines,
// otherwise both cut around the place.
func explainText(want, got string, f *Failure) {
	const short = 100
	if len(want) <= short && len(got) <= short && !strings.Contains(want+got, "\n") {
		return
	}
	if strings.Contains(want, "\n") || strings.Contains(got, "\n") {
		f.Detail = unifiedDiff(want, got)
		return
	}
	at := commonPrefix(want, got)
	f.Expected, f.Actual = excerpt(want, at), excerpt(got, at)
}

// unifiedDiff is the difference of two texts, line by line, cut to bearable
// length.
func unifiedDiff(want, got string) string {
	const mostBytes, mostLines = 200_000, 40
	if len(want) > mostBytes || len(got) > mostBytes {
		at := commonPrefix(want, got)
		return "they part at byte " + show(at, asNumber) + ":\n- " + excerpt(want, at) + "\n+ " + excerpt(got, at)
	}
	want, got = endedLine(want), endedLine(got)
	text, err := udiff.ToUnified("expected", "actual", want, udiff.Lines(want, got), 2)
	if err != nil {
		return ""
	}
	out := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i := range out {
		out[i] = cutText(out[i], 200)
	}
	if len(out) > mostLines {
		out = append(out[:mostLines], "…")
	}
	return strings.Join(out, "\n")
}

// endedLine is a text whose last line is ended, so that the diff says nothing of it.
func endedLine(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

// commonPrefix is the length of what two texts begin with alike, at a character's
// start.
func commonPrefix(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	for i > 0 && i < len(a) && !utf8.RuneStart(a[i]) {
		i--
	}
	return i
}

// excerpt is the part of s around a byte offset, in quotes.
func excerpt(s string, at int) string {
	const before, most = 40, 120
	from := max(at-before, 0)
	for from > 0 && from < len(s) && !utf8.RuneStart(s[from]) {
		from--
	}
	text := quoteAll(cutText(s[from:], most))
	if from > 0 {
		text = "…" + text
	}
	return text
}

// quoteNear shows a text around the place that comes nearest to want: where its
// first letters occur, else the text's beginning.
func quoteNear(s, want string) string {
	for n := len(want); n >= 4; n /= 2 {
		if at := strings.Index(s, want[:n]); at >= 0 {
			return excerpt(s, at)
		}
	}
	return excerpt(s, 0)
}
