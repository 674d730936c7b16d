package expect

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/source"
	"assay/runner/subst"
)

// deepest is how far the documents that a suite names may nest: far beyond any
// real one, and far from exhausting the stack.
const deepest = 1000

// plain is a YAML node as the JSON value that it stands for, numbers as written.
func plain(n *yaml.Node) (any, error) {
	return plainer{text: func(n *yaml.Node) any { return n.Value }}.value(n, 0)
}

// filledJSON is plain with the ${references} of its texts filled. ok is false
// when there is no value yet: a reference is late, or a mistake was recorded.
func (c *compiling) filledJSON(n *yaml.Node) (v any, ok bool) {
	ok = true
	v, err := plainer{text: func(n *yaml.Node) any {
		text, known := c.filledText(n)
		ok = ok && known
		return text
	}}.value(n, 0)
	if err != nil {
		c.mistake(n, "%v", err)
		return nil, false
	}
	return v, ok
}

// filledText fills the references of one scalar; a text that is one reference
// keeps the type of its value.
func (c *compiling) filledText(n *yaml.Node) (v any, ok bool) {
	if !subst.Has(n.Value) {
		return n.Value, true
	}
	ok = true
	subst.Each(n.Value, func(name string) { ok = c.referTo(n, name) && ok })
	if !ok {
		return n.Value, false
	}
	now := func(name string) (any, bool) { v, known := c.Lookup(name); return v, known == Now }
	if name, whole := subst.Whole(n.Value); whole {
		v, _ := now(name)
		return v, true
	}
	return subst.Fill(n.Value, now), true
}

// referTo notes a reference and tells whether its value is known now.
func (c *compiling) referTo(n *yaml.Node, name string) bool {
	known := Undeclared
	if c.Lookup != nil {
		_, known = c.Lookup(name)
	}
	switch known {
	case Undeclared:
		var names []string
		if c.Names != nil {
			names = c.Names()
		}
		c.Problems.Unknown(c.at(n), "reference", name, names)
		return false
	case Later:
		c.late = true
	}
	c.refs = append(c.refs, name)
	return known == Now
}

// plainer turns YAML nodes into JSON values; text gives the value of a string.
type plainer struct {
	text func(*yaml.Node) any
}

func (p plainer) value(n *yaml.Node, depth int) (any, error) {
	n = source.Resolve(n)
	if depth > deepest {
		return nil, fmt.Errorf("line %d: nested more than %d deep", n.Line, deepest)
	}
	switch n.Kind {
	case yaml.MappingNode:
		return p.object(n, depth)
	case yaml.SequenceNode:
		return p.array(n, depth)
	}
	switch n.ShortTag() {
	case "!!null":
		return nil, nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!int", "!!float":
		return plainNumber(n)
	}
	return p.text(n), nil
}

func (p plainer) object(n *yaml.Node, depth int) (any, error) {
	out := make(map[string]any, len(n.Content)/2)
	for _, e := range source.Entries(n) {
		v, err := p.value(e.Value, depth+1)
		if err != nil {
			return nil, err
		}
		out[e.Key] = v
	}
	return out, nil
}

func (p plainer) array(n *yaml.Node, depth int) (any, error) {
	out := make([]any, 0, len(n.Content))
	for _, item := range n.Content {
		v, err := p.value(item, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// plainNumber keeps a number as written where that is JSON's form of it.
func plainNumber(n *yaml.Node) (any, error) {
	if json.Valid([]byte(n.Value)) {
		return json.Number(n.Value), nil
	}
	digits := strings.TrimPrefix(n.Value, "+")
	if i, ok := new(big.Int).SetString(digits, 0); ok {
		return json.Number(i.String()), nil
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(digits, "_", ""), 64)
	if err != nil {
		return nil, fmt.Errorf("line %d: %s is no number", n.Line, n.Value)
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("line %d: JSON has no number %s", n.Line, n.Value)
	}
	return json.Number(raw), nil
}

// nodeAt follows a JSON pointer's parts through a YAML node, as far as they
// lead: the place of a mistake within an inline schema.
func nodeAt(n *yaml.Node, pointer []string) *yaml.Node {
	n = source.Resolve(n)
	for _, part := range pointer {
		next := childAt(n, part)
		if next == nil {
			return n
		}
		n = next
	}
	return n
}

func childAt(n *yaml.Node, part string) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(n.Content) {
			return nil
		}
		return source.Resolve(n.Content[i])
	}
	for _, e := range source.Entries(n) {
		if e.Key == part {
			return e.Value
		}
	}
	return nil
}
