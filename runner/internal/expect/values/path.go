package values

import (
	"strconv"
	"strings"
)

// PathName is a member's name as a step of a JSONPath: ".name" or "['a name']".
func PathName(name string) string {
	if IsName(name) {
		return "." + name
	}
	return "[" + strconv.Quote(name) + "]"
}

// Path writes a place in a JSON value as the singular JSONPath that
// leads there.
func Path(parts []string) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, p := range parts {
		switch {
		case isIndex(p):
			b.WriteString("[" + p + "]")
		case IsName(p):
			b.WriteString("." + p)
		default:
			b.WriteString("['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(p) + "']")
		}
	}
	return b.String()
}

func isIndex(s string) bool {
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}

// IsName reports whether a member's name needs no quotes in a path.
func IsName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
