package expect

import "go.yaml.in/yaml/v4"

// value reads n as a JSON value: nil, bool, string, json.Number, []any,
// map[string]any.
func (c *compiling) value(n *yaml.Node) any { return nil }
