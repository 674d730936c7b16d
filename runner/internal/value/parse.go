package value

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Parse reads a path that String or Normalized wrote. It also reads two older spellings in
// fixtures: `["a b"]` for a name and `[]` for every item. Any other JSONPath than of one place (or
// every item of a list) is an error.
func Parse(text string) (Path, error) {
	rest, ok := strings.CutPrefix(text, "$")
	if !ok {
		return nil, fmt.Errorf("the path %q does not begin with $", text)
	}
	var p Path
	for rest != "" {
		step, n, ok := parseStep(rest)
		if !ok {
			return nil, fmt.Errorf("the path %q is not one place: expected .name, ['a name'], [0] or [*] at %q", text, rest)
		}
		p, rest = append(p, step), rest[n:]
	}
	return p, nil
}

// parseStep reads the step at the start of s; n is its length in bytes.
func parseStep(s string) (step Step, n int, ok bool) {
	if s[0] == '.' {
		n = 1
		for n < len(s) && s[n] != '.' && s[n] != '[' {
			n++
		}
		return Member(s[1:n]), n, IsName(s[1:n])
	}
	if s[0] != '[' {
		return Step{}, 0, false
	}
	if len(s) > 1 && (s[1] == '\'' || s[1] == '"') {
		return parseQuoted(s)
	}
	inside, _, closed := strings.Cut(s[1:], "]")
	n = len("[") + len(inside) + len("]")
	switch {
	case !closed:
		return Step{}, 0, false
	case inside == "*", inside == "":
		return Items, n, true
	}
	i, err := strconv.Atoi(inside)
	return Item(i), n, err == nil && strconv.Itoa(i) == inside && i >= 0
}

// parseQuoted reads ['name'] or ["name"] at the start of s.
func parseQuoted(s string) (Step, int, bool) {
	quote, rest := s[1], s[2:]
	var name []byte
	for rest != "" && rest[0] != quote {
		r, multibyte, tail, err := strconv.UnquoteChar(rest, quote)
		if err != nil {
			return Step{}, 0, false
		}
		if rest = tail; multibyte {
			name = utf8.AppendRune(name, r)
		} else {
			name = append(name, byte(r))
		}
	}
	closed := strings.HasPrefix(rest, string(quote)+"]")
	return Member(string(name)), len(s) - len(rest) + 2, closed && utf8.Valid(name) // JSON has no other names
}
