package jsonschema

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// equal reports whether two values are equal in JSON Schema (core, section 4.2.2): numbers by
// value, objects in any order.
func equal(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case bool:
		other, ok := b.(bool)
		return ok && a == other
	case string:
		other, ok := b.(string)
		return ok && a == other
	case []any:
		other, ok := b.([]any)
		return ok && slices.EqualFunc(a, other, equal)
	case map[string]any:
		other, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, other, equal)
	}
	n, isNumber := numberOf(a)
	m, isToo := numberOf(b)
	return isNumber && isToo && n.compare(m) == 0
}

// twins returns the indexes of the first two equal items; false if all differ.
func twins(list []any) (i, j int, found bool) {
	const few = 8
	if len(list) <= few {
		for j := range list {
			for i := range j {
				if equal(list[i], list[j]) {
					return i, j, true
				}
			}
		}
		return 0, 0, false
	}
	seen := make(map[string]int, len(list))
	var b strings.Builder
	for j, v := range list {
		b.Reset()
		spell(&b, v)
		if i, known := seen[b.String()]; known {
			return i, j, true
		}
		seen[b.String()] = j
	}
	return 0, 0, false
}

// spell writes a value in a canonical form: equal values give equal texts.
func spell(b *strings.Builder, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case string:
		b.WriteString(strconv.Quote(v))
	case []any:
		b.WriteByte('[')
		for _, one := range v {
			spell(b, one)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case map[string]any:
		b.WriteByte('{')
		for _, name := range slices.Sorted(maps.Keys(v)) {
			b.WriteString(strconv.Quote(name))
			spell(b, v[name])
		}
		b.WriteByte('}')
	default:
		n, _ := numberOf(v)
		switch {
		case n.huge != nil:
			b.WriteString(n.huge.String())
		case n.rat != nil:
			b.WriteString(n.rat.RatString())
		default:
			b.WriteString(strconv.FormatInt(n.small, 10))
		}
	}
}
