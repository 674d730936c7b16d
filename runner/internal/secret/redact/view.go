package redact

import (
	"html"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// view is a text with escapes of one kind undone.
type view struct {
	text  string
	units []unit
	kinds int // how many kinds of escapes were undone
}

// unit is one escape: n bytes at offset at of the view represent size bytes at offset src of the
// text.
type unit struct{ at, n, src, size int }

// escape is a way to escape characters.
type escape struct {
	sign byte // a text without it has none
	// unit reads the escape that s starts with: what it stands for, and its size,
	// 0 when there is none.
	unit   func(s string) (string, int)
	spaces bool // worth undoing only for secrets with spaces
}

var escapes = [...]escape{
	{sign: '\\', unit: jsonUnit},
	{sign: '%', unit: percentUnit},
	{sign: '&', unit: htmlUnit},
	{sign: '+', unit: plusUnit, spaces: true},
}

// undo returns s with the escapes that read recognizes undone.
func undo(s string, read func(string) (string, int)) view {
	var v view
	var b strings.Builder
	b.Grow(len(s))
	from := 0
	var seen [128]bool
	for i := 0; i < len(s); {
		c := s[i]
		if c != '\\' && c != '%' && c != '&' && c != '+' {
			i++
			continue
		}
		plain, size := read(s[i:])
		if size == 0 {
			i++
			continue
		}
		if !seen[c] {
			seen[c] = true
			v.kinds++
		}
		b.WriteString(s[from:i])
		v.units = append(v.units, unit{b.Len(), len(plain), i, size})
		b.WriteString(plain)
		i += size
		from = i
	}
	b.WriteString(s[from:])
	v.text = b.String()
	return v
}

// back returns the part of the text that start to end of the view represent, in whole escapes.
func (v *view) back(start, end int) (int, int) {
	from, _ := v.source(start)
	_, to := v.source(end - 1)
	return from, to
}

// source returns the range of the text that the byte at an offset of the view comes from.
func (v *view) source(at int) (start, end int) {
	i := sort.Search(len(v.units), func(i int) bool { return v.units[i].at > at }) - 1
	if i < 0 {
		return at, at + 1
	}
	u := v.units[i]
	if at < u.at+u.n {
		return u.src, u.src + u.size
	}
	src := u.src + u.size + at - u.at - u.n
	return src, src + 1
}

// jsonUnit reads an escape of a JSON string, RFC 8259 section 7. Surrogates go in
// pairs.
func jsonUnit(s string) (string, int) {
	if len(s) < 2 || s[0] != '\\' {
		return "", 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return "\"\\/\b\f\n\r\t"[i : i+1], 2
	}
	r, ok := hexRune(s)
	if !ok {
		return "", 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := hexRune(s[6:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return string(both), 12
			}
		}
	}
	return string(r), 6
}

// hexRune reads \uXXXX.
func hexRune(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}

// percentUnit reads %XX, RFC 3986 section 2.1.
func percentUnit(s string) (string, int) {
	if len(s) < 3 || s[0] != '%' {
		return "", 0
	}
	n, err := strconv.ParseUint(s[1:3], 16, 8)
	if err != nil {
		return "", 0
	}
	return string([]byte{byte(n)}), 3
}

// plusUnit reads + and %XX as forms write them, + for a space.
func plusUnit(s string) (string, int) {
	if s[0] == '+' {
		return " ", 1
	}
	return percentUnit(s)
}

// anyUnit reads an escape of JSON, URLs or HTML.
func anyUnit(s string) (string, int) {
	switch s[0] {
	case '\\':
		return jsonUnit(s)
	case '%':
		return percentUnit(s)
	case '&':
		return htmlUnit(s)
	}
	return "", 0
}

// htmlUnit reads a character reference of HTML, as browsers do: a numeric one, and
// those of the signs of HTML itself, need no semicolon.
func htmlUnit(s string) (string, int) {
	const longest = 12
	if len(s) < 3 || s[0] != '&' {
		return "", 0
	}
	s = s[:min(len(s), longest)]
	end := strings.IndexByte(s, ';')
	switch {
	case s[1] == '#':
		end = numeric(s)
	case end < 0:
		for _, name := range [...]string{"&amp", "&lt", "&gt", "&quot"} {
			if strings.HasPrefix(s, name) {
				end = len(name) - 1
			}
		}
	}
	if end < 0 {
		return "", 0
	}
	plain := html.UnescapeString(s[:end+1])
	if plain == s[:end+1] {
		return "", 0
	}
	return plain, end + 1
}

// numeric is the offset of the last byte of the numeric reference that s starts with;
// -1 where it has no digits.
func numeric(s string) int {
	i, digits := 2, "0123456789"
	if i < len(s) && (s[i] == 'x' || s[i] == 'X') {
		i, digits = 3, "0123456789abcdefABCDEF"
	}
	first := i
	for i < len(s) && strings.IndexByte(digits, s[i]) >= 0 {
		i++
	}
	switch {
	case i == first:
		return -1
	case i < len(s) && s[i] == ';':
		return i
	}
	return i - 1
}
