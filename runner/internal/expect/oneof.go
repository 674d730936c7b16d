package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

var ofAlternatives = lang.Of("a list of predicates", lang.ListOf(predicateRef))

// oneOf is `one_of`: at least one of these predicates holds.
type oneOf struct {
	some []*predicate
	kind valueKind
}

func compileOneOf(c *compiling, n *yaml.Node, k valueKind) operator {
	items, ok := c.list(n, "one_of", "a list of predicates")
	if !ok {
		return nil
	}
	if len(items) == 1 {
		c.Problems.Warn(c.at(items[0]), "one_of: this is the only predicate of the list").
			Next = "write it without one_of, or add the alternative"
	}
	one := &oneOf{kind: k}
	for i, item := range items {
		if slices.ContainsFunc(items[:i], func(other *yaml.Node) bool { return sameNode(other, item) }) {
			c.Problems.Warn(c.at(item), "one_of: this predicate stands in the list before").Next = "leave it out"
		}
		one.some = append(one.some, c.predicate(item, k))
	}
	return one
}

// sameNode reports whether two nodes are written alike.
func sameNode(a, b *yaml.Node) bool {
	a, b = source.Resolve(a), source.Resolve(b)
	return a.Kind == b.Kind && a.Tag == b.Tag && a.Value == b.Value && slices.EqualFunc(a.Content, b.Content, sameNode)
}

func (t *oneOf) holds(v any) Outcome {
	found := Unmet
	for _, p := range t.some {
		if found = either(found, p.settle(v)); found == Met {
			break
		}
	}
	return found
}

func (t *oneOf) String() string {
	words := make([]string, len(t.some))
	for i, p := range t.some {
		words[i] = p.String()
	}
	return "one of: " + joined(words, "or")
}

func (t *oneOf) doubt(v any) string {
	for _, p := range t.some {
		if p.settle(v) == Unknown {
			return p.doubt(v)
		}
	}
	return ""
}

// explain lists the alternatives, each with why it is not met.
func (t *oneOf) explain(v any, f *Failure) {
	if one, ok := singleValue(v); ok {
		v, f.Actual = one, show(one, t.kind)
	}
	lines := make([]string, len(t.some))
	for i, p := range t.some {
		var out Result
		p.judge(v, Subject{}, &out)
		lines[i] = p.String() + ": " + whyUnmet(&out)
	}
	f.Detail = strings.Join(lines, "\n")
}

// whyUnmet is the failures of one alternative on a line.
func whyUnmet(out *Result) string {
	const most, longest = 3, 80
	var reasons []string
	for i := range out.Failures[:min(len(out.Failures), most)] {
		f := &out.Failures[i]
		reason := "got " + clipLine(f.Actual, longest)
		if at := strings.TrimSpace(f.Subject.String()); at != "" {
			reason = at + ": expected " + f.Expected + ", " + reason
		}
		if f.Detail != "" {
			reason += " (" + clipLine(f.Detail, longest) + ")"
		}
		reasons = append(reasons, reason)
	}
	if more := len(out.Failures) - most; more > 0 {
		reasons = append(reasons, plural(more, "more failure"))
	}
	return strings.Join(reasons, "; ")
}

// named are the examples of each alternative.
func (t *oneOf) named() []any {
	var out []any
	for _, p := range t.some {
		out = append(out, p.alternatives()...)
	}
	return out
}

// alternatives are the values that meet the predicate, statuses included.
func (p *predicate) alternatives() []any {
	if p.kind != asStatus {
		return p.values()
	}
	var out []any
	for _, status := range p.statuses() {
		out = append(out, status)
	}
	return out
}

func (t *oneOf) suggest() []any { return t.named() }

func (t *oneOf) asks() []*predicate { return t.some }

func (*oneOf) delegates() {}
