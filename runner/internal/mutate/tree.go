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

// node is a value of a JSON body with its offsets in the text, so that a change is made in both
// tree and text without rewriting the rest.
type node struct {
	up    *node // nil: the root
	key   string
	index int
	value any
	below []*node

	keyAt, from, to int // offsets in the body; keyAt for members only
}

var errTwice = errors.New("a member stands twice")

// parseTree reads a body. It rejects objects with duplicate members, which are ambiguous.
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

// start returns the offset of the next token.
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

// isItem reports whether n is an item of an array.
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

// with returns the whole body with v in place of n. It shares everything that is not on the path to
// n.
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

// path returns the path of n: "$.data[0].id".
func (n *node) path() string { return n.place(value.Item).String() }

// shape returns the path of n and its counterparts in the other items of its arrays:
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
