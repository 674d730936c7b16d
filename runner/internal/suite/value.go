package suite

import (
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// jsonText returns n as compact JSON, with keys in document order and numbers with the digits
// written. It reports values that JSON cannot represent.
func (d *doc) jsonText(n *yaml.Node, key string) string {
	var room [256]byte
	return string(d.appendJSON(room[:0], n, key))
}

func (d *doc) appendJSON(b []byte, n *yaml.Node, key string) []byte {
	n = source.Resolve(n)
	switch n.Kind {
	case yaml.MappingNode:
		return d.appendObject(b, n, key)
	case yaml.SequenceNode:
		b = append(b, '[')
		for i, item := range n.Content {
			if i > 0 {
				b = append(b, ',')
			}
			b = d.appendJSON(b, item, key)
		}
		return append(b, ']')
	}
	return d.appendScalar(b, n, key)
}

func (d *doc) appendObject(b []byte, n *yaml.Node, key string) []byte {
	b = append(b, '{')
	for i, e := range source.Entries(n) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, e.Key), ':')
		b = d.appendJSON(b, e.Value, key)
	}
	return append(b, '}')
}

func (d *doc) appendScalar(b []byte, n *yaml.Node, key string) []byte {
	switch n.Tag {
	case "!!null":
		return append(b, "null"...)
	case "!!bool":
		return append(b, strings.ToLower(n.Value)...)
	case "!!int", "!!float":
		v, _ := d.scalar(n, key)
		if number, ok := v.(json.Number); ok && number != "" {
			return append(b, number...)
		}
		return append(b, '0')
	}
	return appendString(b, n.Value)
}

// appendString appends s as a JSON string; <, > and & stay as they are.
func appendString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return appendEscaped(b, s)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendEscaped(b []byte, s string) []byte {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return append(b, `""`...)
	}
	return append(b, strings.TrimSuffix(out.String(), "\n")...)
}

// mergeNodes merges over into base: maps key by key, null removes a key that base has, other values
// override.
func mergeNodes(base, over *yaml.Node) *yaml.Node {
	base, over = source.Resolve(base), source.Resolve(over)
	if !isMap(base) || !isMap(over) {
		return over
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: over.Line, Column: over.Column}
	top := source.Entries(over)
	index := make(map[string]int, len(top))
	for i, e := range top {
		index[e.Key] = i
	}
	used := make([]bool, len(top))
	for _, e := range source.Entries(base) {
		value := e.Value
		if i, ok := index[e.Key]; ok {
			if used[i] = true; isNull(top[i].Value) {
				continue
			}
			value = mergeNodes(e.Value, top[i].Value)
		}
		out.Content = append(out.Content, plainKey(e), value)
	}
	for i, e := range top {
		if !used[i] {
			out.Content = append(out.Content, plainKey(e), e.Value)
		}
	}
	return out
}

// plainKey returns the key of a merged map: never a merge key, even if it is "<<".
func plainKey(e source.Entry) *yaml.Node {
	key := *source.Resolve(e.KeyNode)
	key.Tag, key.Style, key.Value = "!!str", yaml.DoubleQuotedStyle, e.Key
	return &key
}
