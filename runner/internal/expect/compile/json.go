package compile

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// JSON converts a YAML node to a JSON value, with numbers as written. It rejects a document whose
// aliases would exhaust the memory.
func JSON(n *yaml.Node) (any, error) { return (&plainer{}).value(n, 0) }

// plainer counts what it reads. Files may hold more than an expectation: the
// largest public OpenAPI documents have some hundred thousand values.
type plainer struct{ nodes int }

const (
	deepestFile = 1000
	largestFile = 10_000_000
)

func (p *plainer) value(n *yaml.Node, depth int) (any, error) {
	n = source.Resolve(n)
	p.nodes++
	if depth > deepestFile || p.nodes > largestFile {
		return nil, fmt.Errorf("line %d: nested too deeply, or too large", n.Line)
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
		return Number(n)
	}
	return n.Value, nil
}

func (p *plainer) object(n *yaml.Node, depth int) (any, error) {
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

func (p *plainer) array(n *yaml.Node, depth int) (any, error) {
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

// Number keeps a number as written if that is valid JSON.
func Number(n *yaml.Node) (any, error) {
	if json.Valid([]byte(n.Value)) {
		return json.Number(n.Value), nil
	}
	digits := strings.TrimPrefix(n.Value, "+")
	if i, ok := new(big.Int).SetString(digits, 0); ok {
		return json.Number(i.String()), nil
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(digits, "_", ""), 64)
	if err != nil {
		return nil, fmt.Errorf("line %d: %s is no number that JSON has", n.Line, n.Value)
	}
	raw, _ := json.Marshal(f) // which is finite
	return json.Number(raw), nil
}

// NodeAt follows a JSON pointer's parts through a YAML node, as far as they resolve, to find the
// position of an error in an inline schema.
func NodeAt(n *yaml.Node, pointer []string) *yaml.Node {
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
