package hurl

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// escapes are the letters behind a backslash in quotes, backticks and fences with the word escape.
var escapes = map[byte]string{
	'"': `"`, '`': "`", '\\': `\`, '/': "/", '#': "#", ':': ":", 'b': "\b", 'n': "\n", 'f': "\f", 'r': "\r", 't': "\t",
}

// unescaped undoes Hurl's escapes; a backslash in front of anything else stays.
func unescaped(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		if plain, ok := escapes[s[i+1]]; ok {
			out.WriteString(plain)
			i++
			continue
		}
		if r, n := codePoint(s[i:]); n > 0 {
			out.WriteRune(r)
			i += n - 1
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// codePoint reads \u{…} at the start of s, and returns the length of the escape in bytes; 0 if it
// is none.
func codePoint(s string) (rune, int) {
	digits, _, ok := strings.Cut(strings.TrimPrefix(s, `\u{`), "}")
	if !strings.HasPrefix(s, `\u{`) || !ok || len(digits) > 6 {
		return 0, 0
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0, 0
	}
	return rune(n), len(`\u{}`) + len(digits)
}
