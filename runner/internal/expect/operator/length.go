package operator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
)

// length is the number of a text's characters, a list's items or an object's
// members.
type length struct{ want *predicate.Predicate }

func compileLength(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	return &length{c.Compile(n, values.AsNumber)}
}

func (l *length) Holds(v any) outcome.Outcome {
	if _, cut := v.(values.Partial); cut {
		return outcome.Unknown
	}
	n := values.Length(v)
	if n < 0 {
		return outcome.Unmet
	}
	return l.want.Outcome(n)
}

func (l *length) String() string { return "of length " + l.want.String() }

func (l *length) Explain(v any, f *outcome.Failure) {
	if n := values.Length(v); n >= 0 {
		f.Actual = "length " + show.Value(n, values.AsNumber) + ": " + f.Actual
		return
	}
	f.Detail = show.WithArticle(values.TypeOf(v)) + " has no length"
}

func (l *length) Suggest() []any {
	n := sizeFor(l.want)
	return append(listsOf([]any{json.Number("1")}, n), strings.Repeat("x", n))
}

// count is the number of nodes, or of an array's items.
type count struct{ want *predicate.Predicate }

func compileCount(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	return &count{c.Compile(n, values.AsNumber)}
}

func (t *count) Holds(v any) outcome.Outcome {
	list, ok := values.Items(v)
	if !ok {
		return outcome.NoValue
	}
	return t.want.Outcome(len(list))
}

func (t *count) String() string { return "count " + t.want.String() }

func (t *count) Explain(v any, f *outcome.Failure) {
	f.Detail = show.NotAList(v)
	if list, ok := values.Items(v); ok {
		f.Actual = strconv.Itoa(len(list))
		if len(list) > 0 {
			f.Actual += ": " + show.Nodes(list, values.AsJSON)
		}
	}
}

func (*count) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (t *count) Suggest() []any { return listsOf([]any{json.Number("1")}, sizeFor(t.want)) }

func listsOf(values []any, n int) []any {
	var out []any
	for _, v := range values {
		out = append(out, any(slices.Repeat([]any{v}, n)))
	}
	return out
}

// sizeFor returns a small number that meets a predicate on a count.
func sizeFor(want *predicate.Predicate) int {
	for n := range 101 {
		if want.Outcome(n) == outcome.Met {
			return n
		}
	}
	return 0
}

// emptiness is empty: an empty text, list or object.
type emptiness struct{ want bool }

func compileEmpty(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	on, ok := c.Flag(n, "empty")
	if !ok {
		return nil
	}
	return emptiness{on}
}

func (e emptiness) Holds(v any) outcome.Outcome {
	if p, ok := v.(values.Partial); ok {
		if p.Text == "" {
			return outcome.Unknown
		}
		return outcome.Holds(!e.want)
	}
	return outcome.Holds((values.Length(v) == 0) == e.want)
}

func (e emptiness) String() string {
	if e.want {
		return "empty"
	}
	return "not empty"
}

func (emptiness) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (e emptiness) Suggest() []any { return []any{"", []any{}, map[string]any{}} }

func (emptiness) AsksEmptiness() {}

func (l *length) Code(v any) outcome.Code { return codeOfCount(v, values.Length(v) >= 0) }

func (e emptiness) Code(v any) outcome.Code { return codeOfCount(v, values.Length(v) >= 0) }

func (t *count) Code(v any) outcome.Code {
	if _, ok := values.Items(v); ok {
		return outcome.Count
	}
	return outcome.Type
}

// codeOfCount returns the code of a failure of a count, if v can be counted.
func codeOfCount(v any, counts bool) outcome.Code {
	if counts {
		return outcome.Count
	}
	return predicate.CodeOf(v, outcome.Type)
}
