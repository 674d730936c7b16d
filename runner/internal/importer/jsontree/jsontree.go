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
	"io"
	"unicode/utf8"

	"assay/runner/internal/source"
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
	Offset int     // in bytes from the start of the file

	file *source.File
}

// Parse reads one JSON value. The error is a source.Problems with its place.
func Parse(file *source.File) (*Node, error) {
	text := bytes.TrimPrefix(file.Text, []byte("\ufeff"))
	r := &reader{file: file, text: text, skipped: len(file.Text) - len(text), dec: json.NewDecoder(bytes.NewReader(text))}
	r.dec.UseNumber()
	n, err := r.value(0)
	if err == nil {
		if _, after := r.dec.Token(); !errors.Is(after, io.EOF) {
			err = errors.New("something stands behind the value")
		}
	}
	if err == nil {
		return n, nil
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	offset := int(r.dec.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = max(0, int(syntax.Offset)-1)
	}
	var ps source.Problems
	ps.Add(place(file, offset+r.skipped), "it is no JSON: %v", err)
	return nil, ps
}

type reader struct {
	file    *source.File
	text    []byte
	skipped int
	dec     *json.Decoder
}

// value reads the next value, depth levels down.
func (r *reader) value(depth int) (*Node, error) {
	if depth > deepest {
		return nil, fmt.Errorf("it is nested deeper than %d levels", deepest)
	}
	from := int(r.dec.InputOffset())
	rest := r.text[from:]
	n := &Node{file: r.file, Offset: r.skipped + from + len(rest) - len(bytes.TrimLeft(rest, ",: \t\r\n"))}
	token, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	delim, isDelim := token.(json.Delim)
	if !isDelim {
		n.Value = token
		return n, nil
	}
	n.Object, n.List = delim == '{', delim == '['
	for r.dec.More() {
		key := ""
		if n.Object {
			token, err := r.dec.Token()
			if err != nil {
				return nil, err
			}
			key, _ = token.(string)
		}
		item, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		item.Key = key
		n.Items = append(n.Items, item)
	}
	_, err = r.dec.Token()
	return n, err
}

// At returns the place of n.
func (n *Node) At() source.Pos {
	if n == nil {
		return source.Pos{}
	}
	return place(n.file, n.Offset)
}

// place converts an offset to a line and column.
func place(file *source.File, offset int) source.Pos {
	before := file.Text[:min(offset, len(file.Text))]
	line := bytes.Count(before, []byte("\n"))
	return source.Pos{File: file, Line: line + 1, Col: 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])}
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
	seen := make(map[string]bool, len(n.Items))
	for _, item := range n.Items {
		if n.Object && seen[item.Key] {
			return item.Key
		}
		seen[item.Key] = n.Object
		if key := item.Twice(); key != "" {
			return key
		}
	}
	return ""
}
