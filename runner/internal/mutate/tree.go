package mutate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// node is a value of a JSON body and where it stands in the text, so that one
// change is made in the tree and in the text without writing the rest again.
type node struct {
	up    *node // nil: the root
	key   string
	index int
	value any
	below []*node

	keyAt, from, to int // bytes of the body; keyAt only of members
}

var errTwice = errors.New("a member stands twice")

// parseTree reads a body. It refuses objects with the same member twice: no one
// can tell which of them is meant.
func parseTree(text []byte) (*node, error) {
	s := &treeScanner{d: json.NewDecoder(bytes.NewReader(text)), text: text}
	s.d.UseNumber()
	root := &node{}
	if err := s.value(root); err != nil {
		return nil, err
	}
	if len(bytes.TrimLeft(text[s.end():], exchange.JSONSpace)) > 0 {
		return nil, fmt.Errorf("more text after the value at byte %d", s.end())
	}
	return root, nil
}

type treeScanner struct {
	d    *json.Decoder
	text []byte
}

func (s *treeScanner) end() int { return int(s.d.InputOffset()) }

// start is where the next token stands.
func (s *treeScanner) start() int {
	i := s.end()
	for i < len(s.text) && strings.IndexByte(exchange.JSONSpace+",:", s.text[i]) >= 0 {
		i++
	}
	return i
}

func (s *treeScanner) value(n *node) error {
	n.from = s.start()
	token, err := s.d.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		err = s.object(n)
	case json.Delim('['):
		err = s.array(n)
	default:
		n.value = token
	}
	n.to = s.end()
	return err
}

func (s *treeScanner) object(n *node) error {
	object := map[string]any{}
	n.value = object
	for s.d.More() {
		member := &node{up: n, keyAt: s.start()}
		name, err := s.d.Token()
		if err != nil {
			return err
		}
		member.key, _ = name.(string)
		if _, twice := object[member.key]; twice {
			return errTwice
		}
		if err := s.value(member); err != nil {
			return err
		}
		object[member.key] = member.value
		n.below = append(n.below, member)
	}
	_, err := s.d.Token()
	return err
}

func (s *treeScanner) array(n *node) error {
	items := []any{}
	for s.d.More() {
		item := &node{up: n, index: len(items), key: ""}
		if err := s.value(item); err != nil {
			return err
		}
		items = append(items, item.value)
		n.below = append(n.below, item)
	}
	n.value = items
	_, err := s.d.Token()
	return err
}

// isItem reports whether n stands in an array.
func (n *node) isItem() bool {
	_, ok := n.parentValue().([]any)
	return ok
}

func (n *node) parentValue() any {
	if n.up == nil {
		return nil
	}
	return n.up.value
}

// with is the whole body with v in the place of n. What is not on the way to it is
// shared.
func (n *node) with(v any) any {
	for ; n.up != nil; n = n.up {
		switch c := n.up.value.(type) {
		case map[string]any:
			c = maps.Clone(c)
			c[n.key] = v
			v = c
		case []any:
			c = slices.Clone(c)
			c[n.index] = v
			v = c
		}
	}
	return v
}

// path is where n stands: "$.data[0].id".
func (n *node) path() string { return n.place(value.Item).String() }

// shape is the path of n and of what stands in the other items of its arrays:
// "$.data[*].id".
func (n *node) shape() string {
	return n.place(func(int) value.Step { return value.Items }).String()
}

func (n *node) place(item func(int) value.Step) value.Path {
	var p value.Path
	for ; n.up != nil; n = n.up {
		if n.isItem() {
			p = append(p, item(n.index))
		} else {
			p = append(p, value.Member(n.key))
		}
	}
	slices.Reverse(p)
	return p
}
