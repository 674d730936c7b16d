// Package jsontree reads JSON into nodes with their places, so that a message about a part of a
// file can name its line.
//
// Goals: order, numbers and duplicate keys as written. Non-goals: writing.
package jsontree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// deepest limits the nesting of values.
const deepest = 500

// Node is a JSON value. Its methods accept a nil node, which has no value.
type Node struct {
	Value  any // string, json.Number, bool or nil; of objects and lists nil
	Object bool
	List   bool
	Items  []*Node // of an object and a list
	Key    string  // of an object's member

	// Offset is that of the value in bytes from the start of the file, KeyOffset that of the key.
	Offset, KeyOffset int

	file *source.File
	read *value.Node
}

// Parse reads one JSON value. The error is a source.Problems with its place.
func Parse(file *source.File) (*Node, error) {
	text := bytes.TrimPrefix(file.Text, []byte("\ufeff"))
	r := reader{file: file, skipped: len(file.Text) - len(text)}
	root, err := value.Read(text)
	at := 0
	if syntax := (*value.SyntaxError)(nil); errors.As(err, &syntax) {
		at = syntax.Offset
	} else if value.Depth(text) > deepest {
		err = fmt.Errorf("it is nested deeper than %d levels", deepest)
	}
	if err != nil {
		var ps source.Problems
		ps.Add(file.AtByte(at+r.skipped), "it is no JSON: %v", err)
		return nil, ps
	}
	return r.node(root), nil
}

type reader struct {
	file    *source.File
	skipped int // bytes before the text
}

func (r *reader) node(v *value.Node) *Node {
	n := &Node{Key: v.Key, Offset: r.skipped + v.From, KeyOffset: r.skipped + v.KeyAt, file: r.file, read: v}
	switch v.Value.(type) {
	case map[string]any:
		n.Object = true
	case []any:
		n.List = true
	default:
		n.Value = v.Value
		return n
	}
	n.Items = make([]*Node, len(v.Items))
	for i, item := range v.Items {
		n.Items[i] = r.node(item)
	}
	return n
}

// At returns the place of n.
func (n *Node) At() source.Pos {
	if n == nil {
		return source.Pos{}
	}
	return n.file.AtByte(n.Offset)
}

// Get returns a member of an object, nil if it is absent.
func (n *Node) Get(key string) *Node {
	if n == nil || !n.Object {
		return nil
	}
	for _, item := range n.Items {
		if item.Key == key {
			return item
		}
	}
	return nil
}

// Text returns a string's text, a number or boolean as JSON, "" for anything else.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	switch v := n.Value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return fmt.Sprint(v)
	}
	return ""
}

// Is reports whether n is the boolean true.
func (n *Node) Is() bool { return n != nil && n.Value == true }

// All returns the items of a list; none for anything else.
func (n *Node) All() []*Node {
	if n == nil || !n.List {
		return nil
	}
	return n.Items
}

// Members returns the members of an object; none for anything else.
func (n *Node) Members() []*Node {
	if n == nil || !n.Object {
		return nil
	}
	return n.Items
}

// Twice returns a duplicate key of an object in n, "" without one.
func (n *Node) Twice() string {
	if twice := n.read.Repeated(); twice != nil {
		return twice.Key
	}
	return ""
}
