package value_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

func parsed(t *testing.T, text string) any {
	t.Helper()
	v, err := exchange.ParseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func differences(a, b any, most int) (out []string, whole bool) {
	whole = value.Diff(a, b, reflect.DeepEqual, func(at value.Path, a, b any) bool {
		side := func(v any) string {
			if v == value.Absent {
				return "absent"
			}
			return fmt.Sprint(v)
		}
		out = append(out, at.String()+": "+side(a)+", "+side(b))
		return len(out) < most
	})
	return out, whole
}

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		about, a, b string
		want        []string
	}{
		{"the same", `{"a": [1, {"b": null}]}`, `{"a": [1, {"b": null}]}`, nil},
		{"scalars", `1`, `2`, []string{"$: 1, 2"}},
		{"members in order", `{"b": 1, "a b": {"c": 1}, "x": 0}`, `{"a b": {"c": 2}, "n": null, "b": 2}`,
			[]string{"$['a b'].c: 1, 2", "$.b: 1, 2", "$.n: absent, <nil>", "$.x: 0, absent"}},
		{"items", `{"l": [1, [2], 3]}`, `{"l": [1, [4]]}`, []string{"$.l[1][0]: 2, 4", "$.l[2]: 3, absent"}},
		{"other kinds", `{"a": {"b": 1}, "c": [1]}`, `{"a": [1], "c": null}`, []string{"$.a: map[b:1], [1]", "$.c: [1], <nil>"}},
		{"a whole object", `{}`, `{"a": {"b": 1}}`, []string{"$.a: absent, map[b:1]"}},
	} {
		got, whole := differences(parsed(t, c.a), parsed(t, c.b), 9)
		if !slices.Equal(got, c.want) || !whole {
			t.Errorf("%s: got %q, %v; want %q", c.about, got, whole, c.want)
		}
	}
}

func TestDiffStops(t *testing.T) {
	a, b := parsed(t, `{"a": [1, 2], "b": {"c": 1}, "d": 1}`), parsed(t, `{"a": [3, 4], "b": {}, "d": 2}`)
	for most, want := range [][]string{1: {"$.a[0]: 1, 3"}, 2: {"$.a[0]: 1, 3", "$.a[1]: 2, 4"}, 3: {"$.a[0]: 1, 3", "$.a[1]: 2, 4", "$.b.c: 1, absent"}} {
		if most == 0 {
			continue
		}
		if got, whole := differences(a, b, most); !slices.Equal(got, want) || whole {
			t.Errorf("at most %d: got %q, %v", most, got, whole)
		}
	}
}
