package value

import (
	"slices"
	"testing"

	"github.com/theory/jsonpath/registry"
	"github.com/theory/jsonpath/spec"
)

// match() and search() are false where a query for one of their texts finds none.
func TestFunctionsOfNothing(t *testing.T) {
	text := spec.Value("a")
	for _, name := range []string{"match", "search"} {
		f := ofTexts(*registry.New().Get(name))
		for _, c := range []struct {
			args []spec.PathValue
			want spec.LogicalType
		}{
			{[]spec.PathValue{text, text}, spec.LogicalTrue},
			{[]spec.PathValue{text, spec.Value("b")}, spec.LogicalFalse},
			{[]spec.PathValue{nil, text}, spec.LogicalFalse},
			{[]spec.PathValue{text, nil}, spec.LogicalFalse},
			{[]spec.PathValue{nil, nil}, spec.LogicalFalse},
		} {
			if got := f.Evaluate(c.args); got != c.want {
				t.Errorf("%s(%v) is %v, want %v", name, c.args, got, c.want)
			}
		}
	}
	path, err := Query(`$[?match(@.state, 'o.*')]`)
	if err != nil {
		t.Fatal(err)
	}
	items := []any{map[string]any{"state": "open"}, map[string]any{"id": 1}, map[string]any{"state": "sent"}}
	if nodes := path.Select(items); len(nodes) != 1 {
		t.Errorf("selected %v, want the first item", nodes)
	}
}

// match() takes a whole text, whatever alternatives its pattern has; search() any part of it.
func TestMatchTakesTheWholeText(t *testing.T) {
	items := []any{"stop", "length", "stopped", "max_length", ""}
	for _, c := range []struct {
		query string
		want  []any
	}{
		{`$[?match(@, 'stop|length')]`, []any{"stop", "length"}},
		{`$[?match(@, 'stop|')]`, []any{"stop", ""}},
		{`$[?match(@, '(stop|length)')]`, []any{"stop", "length"}},
		{`$[?match(@, 'stop.*')]`, []any{"stop", "stopped"}},
		{`$[?search(@, 'stop|length')]`, []any{"stop", "length", "stopped", "max_length"}},
		{`$[?match(@, 'stop)|(length')]`, []any{}}, // two groups that do not close are no pattern
	} {
		path, err := Query(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := []any(path.Select(items)); !slices.Equal(got, c.want) {
			t.Errorf("%s selects %v, want %v", c.query, got, c.want)
		}
	}
}
