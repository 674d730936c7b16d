package operator

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
)

// oneOf is `one_of`: at least one of these predicates holds.
type oneOf struct {
	several
	kind values.Kind
}

func compileOneOf(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	items, ok := c.List(n, "one_of", "a list of predicates")
	if !ok {
		return nil
	}
	if len(items) == 1 {
		c.Problems.Warn(c.At(items[0]), "one_of: this is the only predicate of the list").
			Next = "write it without one_of, or add the alternative"
	}
	for i, item := range items {
		if slices.ContainsFunc(items[:i], func(other *yaml.Node) bool { return sameNode(other, item) }) {
			c.Problems.Warn(c.At(item), "one_of: this predicate stands in the list before").Next = "leave it out"
		}
	}
	return &oneOf{compileAll(c, items, k), k}
}

// sameNode reports whether two nodes are written the same.
func sameNode(a, b *yaml.Node) bool {
	a, b = source.Resolve(a), source.Resolve(b)
	return a.Kind == b.Kind && a.Tag == b.Tag && a.Value == b.Value && slices.EqualFunc(a.Content, b.Content, sameNode)
}

func (t *oneOf) Holds(v any) outcome.Outcome {
	found := outcome.Unmet
	for _, p := range t.several {
		if found = outcome.Or(found, p.Settle(v)); found == outcome.Met {
			break
		}
	}
	return found
}

func (t *oneOf) String() string { return "one of: " + t.several.String() }

// Explain lists the alternatives, each with the reason why it is not met.
func (t *oneOf) Explain(v any, f *outcome.Failure) {
	if one, ok := values.Single(v); ok {
		v, f.Actual = one, show.Value(one, t.kind)
	}
	lines := make([]string, len(t.several))
	for i, p := range t.several {
		var out outcome.Result
		p.Judge(v, outcome.Subject{}, &out)
		lines[i] = p.String() + ": " + outcome.WhyUnmet(&out)
	}
	f.Detail = strings.Join(lines, "\n")
}

// Named returns the examples of each alternative.
func (t *oneOf) Named() []any {
	var out []any
	for _, p := range t.several {
		out = append(out, p.Alternatives()...)
	}
	return out
}

func (t *oneOf) Suggest() []any { return t.Named() }

// among is equality with one of several literals.
type among struct{ any []*predicate.Equals }

func compileIn(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	items, ok := c.List(n, "in", "a list of values")
	if !ok {
		return nil
	}
	in := &among{}
	for _, item := range items {
		if want, ok := c.Operand(item, k); ok {
			in.any = append(in.any, predicate.Literal(want, k))
		}
	}
	return in
}

func (in *among) Holds(v any) outcome.Outcome {
	return in.anyOf(func(e *predicate.Equals) outcome.Outcome { return e.Holds(v) })
}

func (in *among) Compared(known mask.Names, v any) outcome.Outcome {
	return in.anyOf(func(e *predicate.Equals) outcome.Outcome { return known.Equal(e.Want, v) })
}

func (in *among) anyOf(equal func(*predicate.Equals) outcome.Outcome) outcome.Outcome {
	found := outcome.Unmet
	for _, e := range in.any {
		found = outcome.Or(found, equal(e))
	}
	return found
}

func (in *among) String() string { return joined(in.any, "or", (*predicate.Equals).String) }

func (in *among) Named() []any {
	out := make([]any, len(in.any))
	for i := range in.any {
		out[i] = in.any[i].Want
	}
	return out
}

func (in *among) Suggest() []any { return in.Named() }

func (t *oneOf) With(asked []*predicate.Predicate) predicate.Operator { return &oneOf{asked, t.kind} }
