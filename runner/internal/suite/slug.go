package suite

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Slug converts text to an id: lower-case words joined by hyphens, "" if no character is valid in
// one. Letters lose their marks.
func Slug(text string) string {
	var b strings.Builder
	gap := false
	var before rune
	for _, r := range norm.NFD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'':
			continue
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			before = r
		case r >= 'A' && r <= 'Z':
			gap, before = gap || before >= 'a' && before <= 'z', r
			r += 'a' - 'A'
		default:
			gap, before = true, r
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}
