// Package yamltree reads YAML into nodes with their places, so that a message about a part of a
// file can name its line.
//
// Goals: order and scalars as written. Non-goals: writing; anchors, which no tool's export has.
//
// Files: yamltree.go.
package yamltree

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// Node is a YAML value with its file. Its methods accept a zero node, which has no value.
type Node struct {
	file *source.File
	yaml *yaml.Node
}

// Parse reads one document, a map. The error is a source.Problems with one problem.
func Parse(file *source.File) (Node, error) {
	var ps source.Problems
	var document yaml.Node
	at := source.Pos{File: file, Line: 1, Col: 1}
	if err := yaml.Unmarshal(file.Text, &document); err != nil {
		ps.Add(at, "it is no YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return Node{}, ps
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		ps.Add(at, "it is no map of keys and values")
		return Node{}, ps
	}
	return Node{file: file, yaml: document.Content[0]}, nil
}

// Is reports whether there is a value.
func (n Node) Is() bool { return n.yaml != nil }

// Get returns a member of a map, a zero node if it is absent.
func (n Node) Get(key string) Node {
	for _, m := range n.Members() {
		if m.Key == key {
			return m.Node
		}
	}
	return Node{file: n.file}
}

// Member is a member of a map.
type Member struct {
	Node
	Key string
}

// Members returns the members of a map; none for anything else.
func (n Node) Members() []Member {
	if n.yaml == nil || n.yaml.Kind != yaml.MappingNode {
		return nil
	}
	var out []Member
	for i := 0; i+1 < len(n.yaml.Content); i += 2 {
		out = append(out, Member{Key: n.yaml.Content[i].Value, Node: Node{n.file, n.yaml.Content[i+1]}})
	}
	return out
}

// All returns the items of a list; none for anything else.
func (n Node) All() []Node {
	if n.yaml == nil || n.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]Node, len(n.yaml.Content))
	for i, c := range n.yaml.Content {
		out[i] = Node{n.file, c}
	}
	return out
}

// Scalar reports whether n is a scalar.
func (n Node) Scalar() bool { return n.yaml != nil && n.yaml.Kind == yaml.ScalarNode }

// Text returns the text of a scalar, "" for null and for anything else.
func (n Node) Text() string {
	if !n.Scalar() || n.yaml.Tag == "!!null" {
		return ""
	}
	return n.yaml.Value
}

// At returns the place of n.
func (n Node) At() source.Pos {
	if n.yaml == nil {
		return source.Pos{File: n.file}
	}
	return source.Pos{File: n.file, Line: n.yaml.Line, Col: n.yaml.Column}
}

// First returns the place of the first line of a text.
func (n Node) First() source.Pos {
	at := n.At()
	if n.yaml != nil && n.yaml.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		at.Line, at.Col = at.Line+1, 1
	}
	return at
}
