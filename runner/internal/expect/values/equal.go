package values

import (
	"encoding/json"
	"strconv"
	"time"
)

// Equal reports whether two values are the same: JSON equality, numbers compared
// exactly (1 equals 1.0), objects unordered.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return ok && a == b
	case json.Number, int, int64:
		x, _ := Number(a)
		y, ok := Number(b)
		order, are := compareNumbers(x, y)
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

// Differences calls visit with each path at which two JSON values differ, until
// it returns false; where one side has nothing there, its value is missing.
// Objects are walked by key, in order.
func Differences(a, b any, path string, visit func(path string, a, b any) bool) bool {
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
	return Equal(a, b) || visit(path, a, b)
}

func objectDifferences(a, b map[string]any, path string, visit func(string, any, any) bool) bool {
	for _, k := range Keys(a, b) {
		x, inA := a[k]
		y, inB := b[k]
		if !inA {
			x = Missing
		}
		if !inB {
			y = Missing
		}
		if !Differences(x, y, path+PathName(k), visit) {
			return false
		}
	}
	return true
}

func listDifferences(a, b []any, path string, visit func(string, any, any) bool) bool {
	for i := range max(len(a), len(b)) {
		x, y := Missing, Missing
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if !Differences(x, y, path+"["+strconv.Itoa(i)+"]", visit) {
			return false
		}
	}
	return true
}
