package values

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"assay/runner/internal/value"
)

// Number is v as a number, where it is one.
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

// TypeOf is the JSON type of a value, "integer" kept apart from "number" by
// [IsInteger] only.
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

// JSONType is the type of a JSON value; that of any number is "number".
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

// Nothing is what is judged where there is nothing: no node, no header.
type Nothing struct{}

// Missing is judged where there is nothing.
var Missing any = Nothing{}

// Nodes is several values judged together: the nodes of a JSONPath, the
// values of a header. `count`, `each`, `any` and `nodes` are about the list,
// the other operators about its one value.
type Nodes []any

// Partial is a text of which only the beginning is known.
type Partial struct{ Text, Why string }

// Single is the one value that most operators are about.
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

// Member is a member of an object, [Missing] where it has none of that name.
func Member(object map[string]any, name string) any {
	if v, ok := object[name]; ok {
		return v
	}
	return Missing
}

// At is the part of v to which the path leads; nil when it leads nowhere.
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

// Length is -1 for what has none.
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

// Items are the values that each, any and count are about: the nodes of a list
// of nodes, or the items of one array. ok is false for any other value.
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

// IsNoNode reports whether v is a list of nodes without any.
func IsNoNode(v any) bool {
	list, ok := v.(Nodes)
	return ok && len(list) == 0
}
