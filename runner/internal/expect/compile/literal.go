package compile

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// Value reads n as a JSON value: nil, bool, string, json.Number, []any,
// map[string]any.
func (c *State) Value(n *yaml.Node) any { return c.valueAt(n, 0) }

func (c *State) valueAt(n *yaml.Node, depth int) any {
	n = source.Resolve(n)
	if !c.Count(n, depth) {
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		entries := source.Entries(n)
		c.Once(entries)
		out := make(map[string]any, len(entries))
		for _, e := range entries {
			out[e.Key] = c.valueAt(e.Value, depth+1)
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, len(n.Content))
		for i, item := range n.Content {
			out[i] = c.valueAt(item, depth+1)
		}
		return out
	}
	return c.Scalar(n)
}

// Scalar reads a scalar as a JSON value.
func (c *State) Scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		v, err := Number(n)
		if err != nil {
			c.Mistake(n, "%s is no number that JSON has", n.Value).Next = "put it in quotes to mean the text"
		}
		return v
	}
	return n.Value
}

// Flag reads true or false.
func (c *State) Flag(n *yaml.Node, key string) (on, ok bool) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		c.Wants(n, key, "true or false")
		return false, false
	}
	return c.Scalar(n) == true, true
}

// JSON returns the value at n, whose references are filled in. ok is false if there is none yet: a
// reference is late, or an error was recorded.
func (c *State) JSON(n *yaml.Node) (v any, ok bool) {
	before := len(*c.Problems)
	v = c.Value(n)
	return v, len(*c.Problems) == before && !c.holdsLate(n)
}

// Pattern reads a regular expression; nil after an error.
func (c *State) Pattern(n *yaml.Node, key string) *regexp.Regexp {
	text, ok := c.Text(n, key)
	if !ok {
		return nil
	}
	re, err := Cached(c.Shared, "regexp", text, regexp.Compile)
	if err != nil {
		c.Mistake(n, "%s: %s", key, strings.TrimPrefix(err.Error(), "error parsing regexp: ")).
			Next = "patterns are RE2's: no lookaround, no backreferences; single quotes keep backslashes as they are"
		return nil
	}
	return re
}

// NamePattern compiles a pattern for header names, which are case-insensitive.
func (c *State) NamePattern(n *yaml.Node, text string) *regexp.Regexp {
	re, err := Cached(c.Shared, "regexp", "(?i)"+text, regexp.Compile)
	if err != nil {
		c.Mistake(n, "headers: /%s/: %s", text, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	return re
}

// List reads a list; ok is false, and an error recorded, if n is not a list or is empty.
func (c *State) List(n *yaml.Node, key, want string) ([]*yaml.Node, bool) {
	n = source.Resolve(n)
	if n.Kind != yaml.SequenceNode {
		c.Wants(n, key, want)
		return nil, false
	}
	if len(n.Content) == 0 {
		c.Mistake(n, "%s: the list is empty", key)
		return nil, false
	}
	return n.Content, true
}
