package values

import (
	"encoding/json"
	"strings"
	"time"

	"assay/runner/internal/value"
)

// Equal reports whether two values are equal: as JSON, with numbers compared exactly (1 equals
// 1.0), and objects unordered.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return ok && a == b
	case json.Number, int, int64:
		x, _ := Number(a)
		y, ok := Number(b)
		order, are := value.CompareNumbers(x, y)
		return ok && are && order == 0
	case []any:
		b, ok := b.([]any)
		return ok && equalLists(a, b)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && equalObjects(a, b)
	case StatusRange:
		b, ok := b.(int)
		return ok && a.Has(b)
	case nil, bool, time.Duration, Size:
		return a == b
	}
	return false
}

func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
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
		if !ok || !Equal(v, other) {
			return false
		}
	}
	return true
}

// Differences calls visit with each path at which the two JSON values at path differ, until it
// returns false. A side without a value there is [Missing]. Objects are visited in the order of
// their names.
func Differences(a, b any, path string, visit func(path string, a, b any) bool) {
	value.Diff(a, b, Equal, func(at value.Path, a, b any) bool {
		return visit(path+strings.TrimPrefix(at.String(), "$"), orMissing(a), orMissing(b))
	})
}

// orMissing converts a side of a difference.
func orMissing(v any) any {
	if v == value.Absent {
		return Missing
	}
	return v
}
