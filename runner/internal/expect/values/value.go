package values

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"assay/runner/internal/value"
)

// Number returns v as a number, if it is one.
func Number(v any) (json.Number, bool) {
	switch v := v.(type) {
	case json.Number:
		return v, true
	case int:
		return json.Number(strconv.Itoa(v)), true
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), true
	}
	return "", false
}

// TypeOf returns the JSON type of a value; only [IsInteger] distinguishes "integer" from "number".
func TypeOf(v any) string {
	switch v.(type) {
	case int, int64:
		return "number"
	case Partial:
		return "string"
	}
	return JSONType(v)
}

// IsInteger reports whether v is a number without a fraction: 1 and 1.0 are.
func IsInteger(v any) bool {
	n, ok := Number(v)
	if !ok {
		return false
	}
	d, ok := value.ParseDecimal(string(n))
	return ok && d.IsInteger()
}

// JSONType returns the type of a JSON value; that of every number is "number".
func JSONType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "number"
}

// Nothing is the type of [Missing].
type Nothing struct{}

// Missing is judged if there is no value: no node, no header.
var Missing any = Nothing{}

// Nodes are several values judged together: the nodes of a JSONPath, the values of a header.
// `count`, `each`, `any` and `nodes` judge the list, the other operators its only value.
type Nodes []any

// Partial is a text of which only the beginning is known.
type Partial struct{ Text, Why string }

// Single returns the one value that most operators judge.
func Single(v any) (any, bool) {
	switch list := v.(type) {
	case Nothing:
		return v, false
	case Nodes:
		if len(list) == 1 {
			return list[0], true
		}
		return v, false
	}
	return v, true
}

// Member returns a member of an object, or [Missing].
func Member(object map[string]any, name string) any {
	if v, ok := object[name]; ok {
		return v
	}
	return Missing
}

// At returns the part of v at the path; nil if there is none.
func At(v any, path []string) any {
	for _, p := range path {
		switch in := v.(type) {
		case map[string]any:
			v = in[p]
		case []any:
			i, err := strconv.Atoi(p)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// Length returns the length of a value, or -1 if it has none.
func Length(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return -1
}

// Items returns the values that each, any and count judge: the nodes of a list of nodes, or the
// items of one array. ok is false for any other value.
func Items(v any) (list []any, ok bool) {
	switch v := v.(type) {
	case Nodes:
		return v, true
	case []any:
		return v, true
	case Nothing:
		return nil, true
	}
	return nil, false
}

// IsNoNode reports whether v is an empty list of nodes.
func IsNoNode(v any) bool {
	list, ok := v.(Nodes)
	return ok && len(list) == 0
}
