package mutate

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"assay/runner/internal/source"
)

// pair is a member of an ordered map.
type pair struct {
	key   string
	value any
}

// one returns a map with one member.
func one(key string, value any) []pair { return []pair{{key, value}} }

// flow formats a value as YAML in one line, as a suite may contain it: maps are []pair or
// map[string]any (its keys sorted), lists []any.
func flow(v any) string {
	var b strings.Builder
	writeFlow(&b, v)
	return b.String()
}

func writeFlow(b *strings.Builder, v any) {
	switch v := v.(type) {
	case []pair:
		b.WriteByte('{')
		writePairs(b, v)
		b.WriteByte('}')
	case map[string]any:
		writeFlow(b, sortedPairs(v))
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			writeFlow(b, item)
		}
		b.WriteByte(']')
	case string:
		b.WriteString(scalar(v))
	case nil:
		b.WriteString("null")
	default:
		text, err := json.Marshal(v)
		if err != nil {
			text = []byte("null")
		}
		b.Write(text)
	}
}

func sortedPairs(object map[string]any) []pair {
	pairs := make([]pair, 0, len(object))
	for key, value := range object {
		pairs = append(pairs, pair{key, value})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return strings.Compare(a.key, b.key) })
	return pairs
}

func writePairs(b *strings.Builder, pairs []pair) {
	for i, p := range pairs {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(scalar(p.key))
		b.WriteString(": ")
		writeFlow(b, p.value)
	}
}

// block formats a map as YAML without braces, to be placed below a key.
func block(pairs []pair) string {
	lines := make([]string, len(pairs))
	for i := range pairs {
		var b strings.Builder
		writePairs(&b, pairs[i:i+1])
		lines[i] = b.String()
	}
	return strings.Join(lines, "\n")
}

var (
	plain = source.Pattern(`^[0-9]+(ms|s|m|h)$|^[A-Za-z$/][A-Za-z0-9_.$/;=+-]*( [A-Za-z0-9_./;=+-]+)*[!?.]?$`)
	words = source.Pattern(`^(?i:true|false|null|yes|no|on|off|y|n)$`)
)

// scalar formats a text as YAML: plain if that is unambiguous. What looks like a reference is
// escaped.
func scalar(s string) string {
	s = strings.ReplaceAll(s, "${", "$${")
	if plain().MatchString(s) && !words().MatchString(s) {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
