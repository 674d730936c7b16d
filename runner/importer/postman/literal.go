package postman

import (
	"strings"

	"assay/runner/importer"
	"assay/runner/source"
)

// literal reads a literal of JavaScript: JSON, 'text', or an object whose keys
// have no quotes.
func literal(text string) (any, bool) {
	text = strings.TrimSpace(text)
	if n := len(text); n >= 2 && (text[0] == '\'' || text[0] == '`') && text[n-1] == text[0] {
		inner := text[1 : n-1]
		if strings.ContainsAny(inner, "\\'`") || strings.Contains(inner, "${") {
			return nil, false
		}
		return importer.Literal(inner), true
	}
	if v, ok := importer.JSON(text); ok {
		return escaped(v), true
	}
	quoted := bareKey().ReplaceAllString(singleQuoted().ReplaceAllString(text, `"$1"`), `$1"$2":`)
	if v, ok := importer.JSON(quoted); ok {
		return escaped(v), true
	}
	return nil, false
}

var (
	singleQuoted = source.Pattern(`'([^'"\\]*)'`)
	bareKey      = source.Pattern(`([{,]\s*)([A-Za-z_][A-Za-z0-9_]*)\s*:`)
)

// escaped is a value whose texts hold no references.
func escaped(v any) any {
	switch v := v.(type) {
	case string:
		return importer.Literal(v)
	case importer.Map:
		for i := range v {
			v[i].Value = escaped(v[i].Value)
		}
	case importer.List:
		for i := range v {
			v[i] = escaped(v[i])
		}
	}
	return v
}

// jsPath is an access to members: .a.b[0]["c d"].
var jsPath = source.Pattern(`^(\.[A-Za-z_$][A-Za-z0-9_$]*|\[\d+\]|\["[^"\\]*"\]|\['[^'\\]*'\])*$`)

// jsonPath is the JSONPath of an access to members of a JSON body.
func jsonPath(access string) (string, bool) {
	access = strings.ReplaceAll(access, "?.", ".")
	if !jsPath().MatchString(access) {
		return "", false
	}
	return "$" + strings.ReplaceAll(access, "'", `"`), true
}
