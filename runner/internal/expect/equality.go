package expect

import (
	"encoding/json"
	"sort"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// equal reports whether two values are the same: JSON equality, numbers compared
// exactly (1 equals 1.0), objects unordered.
func equal(a, b any) bool {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return ok && a == b
	case json.Number, int, int64:
		x, _ := numberOf(a)
		y, ok := numberOf(b)
		order, are := compareNumbers(x, y)
		return ok && are && order == 0
	case []any:
		b, ok := b.([]any)
		return ok && equalLists(a, b)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && equalObjects(a, b)
	case statusRange:
		b, ok := b.(int)
		return ok && a.has(b)
	case nil, bool, time.Duration, byteSize:
		return a == b
	}
	return false
}

func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalObjects(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		other, ok := b[k]
		if !ok || !equal(v, other) {
			return false
		}
	}
	return true
}

// differences calls visit with each path at which two JSON values differ, until
// it returns false; where one side has nothing there, its value is missing.
// Objects are walked by key, in order.
func differences(a, b any, path string, visit func(path string, a, b any) bool) bool {
	if x, ok := a.(map[string]any); ok {
		if y, ok := b.(map[string]any); ok {
			return objectDifferences(x, y, path, visit)
		}
	}
	if x, ok := a.([]any); ok {
		if y, ok := b.([]any); ok {
			return listDifferences(x, y, path, visit)
		}
	}
	return equal(a, b) || visit(path, a, b)
}

func objectDifferences(a, b map[string]any, path string, visit func(string, any, any) bool) bool {
	for _, k := range unionKeys(a, b) {
		x, inA := a[k]
		y, inB := b[k]
		if !inA {
			x = missing
		}
		if !inB {
			y = missing
		}
		if !differences(x, y, path+pathName(k), visit) {
			return false
		}
	}
	return true
}

func unionKeys(a, b map[string]any) []string {
	keys := make([]string, 0, len(a)+len(b))
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, both := a[k]; !both {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	return keys
}

func listDifferences(a, b []any, path string, visit func(string, any, any) bool) bool {
	for i := range max(len(a), len(b)) {
		x, y := missing, missing
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if !differences(x, y, path+"["+strconv.Itoa(i)+"]", visit) {
			return false
		}
	}
	return true
}

// pathName is a member's name as a step of a JSONPath: ".name" or "['a name']".
func pathName(name string) string {
	if isName(name) {
		return "." + name
	}
	return "[" + strconv.Quote(name) + "]"
}

// equals is equality with a literal.
type equals struct {
	want any
	kind valueKind
}

func compileEquals(c *compiling, n *yaml.Node, k valueKind) operator {
	want, ok := c.operand(n, k)
	if !ok {
		return nil
	}
	return &equals{want, k}
}

func (e *equals) holds(v any) Outcome {
	if cut, ok := v.(partialText); ok {
		return cut.equals(e.want)
	}
	return met(equal(e.want, v))
}

func (e *equals) String() string { return show(e.want, e.kind) }

func (e *equals) explain(v any, f *Failure) {
	if want, ok := e.want.(string); ok {
		if got, ok := v.(string); ok {
			explainText(want, got, f)
		}
		return
	}
	if typeOf(e.want) != typeOf(v) {
		return
	}
	switch e.want.(type) {
	case []any, map[string]any:
		f.Detail = differencesText(e.want, v)
	}
}

// differencesText lists the first paths at which two values differ.
func differencesText(want, got any) string {
	const most = 8
	text, count := "", 0
	differences(want, got, "", func(path string, a, b any) bool {
		count++
		if count > most {
			text += "\n…"
			return false
		}
		if count > 1 {
			text += "\n"
		}
		text += "at " + path + ": expected " + show(a, asJSON) + ", got " + show(b, asJSON)
		return true
	})
	return text
}

// among is equality with one of several literals.
type among struct{ any []equals }

func compileIn(c *compiling, n *yaml.Node, k valueKind) operator {
	items, ok := c.list(n, "in", "a list of values")
	if !ok {
		return nil
	}
	in := &among{}
	for _, item := range items {
		if want, ok := c.operand(item, k); ok {
			in.any = append(in.any, equals{want, k})
		}
	}
	return in
}

func (in *among) holds(v any) Outcome {
	all := Unmet
	for i := range in.any {
		all = either(all, in.any[i].holds(v))
	}
	return all
}

func (in *among) String() string {
	words := make([]string, len(in.any))
	for i := range in.any {
		words[i] = in.any[i].String()
	}
	return joined(words, "or")
}
