package subst

import (
	"encoding/json"
	"strings"

	"assay/runner/internal/value"
)

// JSON fills the references inside the strings of a JSON text: a string that is exactly one
// reference becomes the value's JSON, with its type; in any other, and in a key, the value's text
// is written, escaped. Unknown references, and "$${", stay.
func JSON(text string, lookup Lookup) string { return fillJSON(text, lookup, same) }

// FillJSON is JSON in the last stage: "$${" becomes "${".
func FillJSON(text string, lookup Lookup) string { return fillJSON(text, lookup, Finish) }

func fillJSON(text string, lookup Lookup, literal func(string) string) string {
	if !Has(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	for {
		start := strings.IndexByte(text, '"')
		if start < 0 {
			b.WriteString(text)
			return b.String()
		}
		stop := value.StringEnd(text, start)
		if stop < 0 {
			stop = len(text)
		}
		b.WriteString(text[:start])
		writeString(&b, text[start:stop], isKey(text[stop:]), lookup, literal)
		text = text[stop:]
	}
}

// isKey reports whether the string before after names a member: a key is text, whatever the type of
// the value.
func isKey(after string) bool { return strings.HasPrefix(strings.TrimLeft(after, " \t\r\n"), ":") }

// writeString writes one JSON string, its quotes included, filled.
func writeString(b *strings.Builder, quoted string, key bool, lookup Lookup, literal func(string) string) {
	if !Has(quoted) || len(quoted) < 2 {
		b.WriteString(quoted)
		return
	}
	if name, ok := Whole(quoted[1 : len(quoted)-1]); ok && !key {
		if v, known := lookup(name); known {
			b.WriteString(encode(v))
			return
		}
	}
	b.WriteString(fill(quoted, lookup, escaped, literal))
}

// encode is v as JSON; what has no JSON becomes its text.
func encode(v any) string {
	if n, ok := v.(json.Number); ok && json.Valid([]byte(n)) {
		return n.String()
	}
	raw, err := marshal(v)
	if err != nil {
		raw, _ = marshal(Text(v))
	}
	return raw
}

// marshal is json.Marshal without escaping <, > and &: a request's body is not HTML.
func marshal(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// Escaped returns s as the content of a JSON string, with no more escapes than needed.
func Escaped(s string) string { return escaped(s) }

// escaped returns v's text as the content of a JSON string.
func escaped(v any) string {
	raw, err := marshal(Text(v))
	if err != nil {
		return Text(v)
	}
	return raw[1 : len(raw)-1]
}
