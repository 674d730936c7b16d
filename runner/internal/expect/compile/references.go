package compile

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/text"
)

// References are filled before a key reads its value: the compiler of a key never sees a
// ${reference}, with two exceptions.
//
// A scalar tagged lateTag gets its value with Bind. Its present text is not an error, and the
// expectation is not judged.
//
// In values tagged LiteralTag, which come from a response, `absent` is a text, and a map has no
// operators.
const (
	lateTag    = "!late"
	LiteralTag = "!literal"
)

// IsLate reports whether Bind fills in the value of n.
func IsLate(n *yaml.Node) bool { return n.Tag == lateTag }

// holdsLate reports whether n or anything below it waits for a value. A filled
// tree has no aliases.
func (c *State) holdsLate(n *yaml.Node) bool {
	return n != nil && (IsLate(n) || slices.ContainsFunc(n.Content, c.holdsLate))
}

// Fill returns n with its references filled in: n itself if it has none.
func (c *State) Fill(n *yaml.Node) *yaml.Node {
	if c.Lookup == nil || !(&referenceSearch{}).in(n, 0) {
		return n
	}
	return c.filled(n, 0)
}

// referenceSearch looks for a first reference; it visits the target of several aliases once.
type referenceSearch struct{ seen map[*yaml.Node]bool }

func (r *referenceSearch) in(n *yaml.Node, depth int) bool {
	if n == nil || depth > mostDepth {
		return false
	}
	if n.Kind == yaml.AliasNode {
		if r.seen[n.Alias] {
			return false
		}
		if r.seen == nil {
			r.seen = map[*yaml.Node]bool{}
		}
		r.seen[n.Alias] = true
		return r.in(n.Alias, depth+1)
	}
	if n.Kind == yaml.ScalarNode {
		return subst.Has(n.Value)
	}
	for _, below := range n.Content {
		if r.in(below, depth+1) {
			return true
		}
	}
	return false
}

// filled returns a copy of n with aliases resolved.
func (c *State) filled(n *yaml.Node, depth int) *yaml.Node {
	n = source.Resolve(n)
	c.nodes++
	if depth > mostDepth || c.nodes > mostNodes {
		return n
	}
	if n.Kind == yaml.ScalarNode {
		return c.filledScalar(n)
	}
	out := *n
	out.Anchor = ""
	out.Content = make([]*yaml.Node, len(n.Content))
	for i, below := range n.Content {
		out.Content[i] = c.filled(below, depth+1)
	}
	return &out
}

func (c *State) filledScalar(n *yaml.Node) *yaml.Node {
	if !subst.Has(n.Value) {
		return n
	}
	if subst.Unclosed(n.Value) >= 0 {
		c.Problems.Add(c.At(n), "the reference in %q is not closed", text.Cut(n.Value, 60)).
			Next = "write ${name}, or $${ to mean the characters ${"
		return late(n)
	}
	waits := false
	subst.Each(n.Value, func(name string) { waits = !c.referTo(n, name) || waits })
	if waits {
		return late(n)
	}
	now := func(name string) (any, bool) { v, known := c.Lookup(name); return v, known == Now }
	var out *yaml.Node
	if name, whole := subst.Whole(n.Value); whole {
		v, _ := now(name)
		out = ValueNode(v, n, strings.Contains(name, "."))
	} else {
		out = ScalarNode(n, "!!str", subst.Fill(n.Value, now))
	}
	subst.Each(n.Value, func(name string) { v, _ := now(name); c.noteSecrets(out, v) })
	return out
}

// referTo records a reference and reports whether its value is known now.
func (c *State) referTo(n *yaml.Node, name string) bool {
	_, known := c.Lookup(name)
	if known == Undeclared {
		var names []string
		if c.Names != nil {
			names = c.Names()
		}
		c.Problems.Unknown(c.At(n), "reference", name, names)
	}
	if !slices.Contains(c.Refs, name) {
		c.Refs = append(c.Refs, name)
	}
	if known != Now && !slices.Contains(c.Late, name) {
		c.Late = append(c.Late, name)
	}
	return known == Now
}

func late(n *yaml.Node) *yaml.Node { return ScalarNode(n, lateTag, n.Value) }

// ScalarNode returns a scalar at the position of another node.
func ScalarNode(at *yaml.Node, tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value, Line: at.Line, Column: at.Column}
}

// ValueNode returns the YAML node of a value at the position of another node; literal keeps its
// words and maps from being read as predicates.
func ValueNode(v any, at *yaml.Node, literal bool) *yaml.Node {
	switch v := v.(type) {
	case nil:
		return ScalarNode(at, "!!null", "null")
	case bool:
		return ScalarNode(at, "!!bool", fmt.Sprint(v))
	case json.Number:
		return ScalarNode(at, numberTag(string(v)), string(v))
	case int, int64, int32, uint, uint64:
		return ScalarNode(at, "!!int", fmt.Sprint(v))
	case float64:
		raw, _ := json.Marshal(v)
		return ScalarNode(at, "!!float", string(raw))
	case []any:
		return listNode(v, at, literal)
	case map[string]any:
		return mapNode(v, at, literal)
	}
	tag := "!!str"
	if literal {
		tag = LiteralTag
	}
	return ScalarNode(at, tag, subst.Text(v))
}

func numberTag(s string) string {
	if strings.ContainsAny(s, ".eE") {
		return "!!float"
	}
	return "!!int"
}

func listNode(list []any, at *yaml.Node, literal bool) *yaml.Node {
	out := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: at.Line, Column: at.Column}
	for _, item := range list {
		out.Content = append(out.Content, ValueNode(item, at, literal))
	}
	return out
}

func mapNode(object map[string]any, at *yaml.Node, literal bool) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: at.Line, Column: at.Column}
	if literal {
		out.Tag = LiteralTag
	}
	names := make([]string, 0, len(object))
	for k := range object {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		out.Content = append(out.Content, ScalarNode(at, "!!str", k), ValueNode(object[k], at, literal))
	}
	return out
}
