package expect

import (
	"encoding/json"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// value reads n as a JSON value: nil, bool, string, json.Number, []any,
// map[string]any.
func (c *compiling) value(n *yaml.Node) any { return c.valueAt(n, 0) }

func (c *compiling) valueAt(n *yaml.Node, depth int) any {
	n = source.Resolve(n)
	c.nodes++
	if depth > mostDepth || c.nodes > mostNodes {
		if c.nodes != mostNodes+2 {
			c.nodes = mostNodes + 2 // say it once
			c.Problems.Add(c.at(n), "this value is nested too deeply or is too large")
		}
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		entries := source.Entries(n)
		c.once(entries)
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
	return c.scalar(n)
}

// scalar reads a scalar as a JSON value.
func (c *compiling) scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		v, err := plainNumber(n)
		if err != nil {
			c.mistake(n, "%s is no number that JSON has", n.Value).Next = "put it in quotes to mean the text"
		}
		return v
	}
	return n.Value
}

// numberOf is v as a number, where it is one.
func numberOf(v any) (json.Number, bool) {
	switch v := v.(type) {
	case json.Number:
		return v, true
	case int:
		return json.Number(strconv.Itoa(v)), true
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), true
	}
	return "", false
}

// typeOf is the JSON type of a value, "integer" kept apart from "number" by
// [isInteger] only.
func typeOf(v any) string {
	switch v.(type) {
	case int, int64:
		return "number"
	case partialText:
		return "string"
	}
	return jsonType(v)
}

// isInteger reports whether v is a number without a fraction: 1 and 1.0 are.
func isInteger(v any) bool {
	n, ok := numberOf(v)
	if !ok {
		return false
	}
	d, ok := parseDecimal(string(n))
	return ok && d.isInteger()
}
