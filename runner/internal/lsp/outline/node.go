package outline

import "bytes"

// Span is a part of the text in bytes: from From up to To, exclusive.
type Span struct{ From, To int }

// Contains reports whether an offset is in the span or at its end.
func (s Span) Contains(offset int) bool { return s.From <= offset && offset <= s.To }

// Kind is the kind of a node's value.
type Kind int

// The kinds. A Bare node is a word without a colon where a key is expected.
const (
	Empty Kind = iota
	Scalar
	Map
	List
	Bare
)

// Node is a key of a map with its value, an item of a list, or the root.
type Node struct {
	Kind   Kind
	Parent *Node
	Name   string // the key; "" of an item
	Key    Span   // the key with its quotes; empty for an item
	Whole  Span   // key and value
	Value  Span   // the value with its quotes or braces
	Text   string // of a scalar, without quotes
	Flow   bool   // it stands within braces or brackets
	column int    // of the key or the item's mark, from 0

	inBraces bool // its own value is in braces or brackets
	items    []*Node
	rest     func() // reads items when they are first asked for
}

// InBraces reports whether the value of n is in braces or brackets.
func (n *Node) InBraces() bool { return n.inBraces }

// Items returns the keys of a map or the items of a list.
func (n *Node) Items() []*Node {
	if n.rest != nil {
		rest := n.rest
		n.rest = nil
		rest()
	}
	return n.items
}

// Get returns the value of a key, following a path of keys; nil if there is none.
func (n *Node) Get(path ...string) *Node {
	for _, name := range path {
		var found *Node
		if n == nil {
			return nil
		}
		for _, item := range n.Items() {
			if item.Name == name && item.Key.To > item.Key.From {
				found = item
				break
			}
		}
		n = found
	}
	return n
}

// Path returns the keys from the root to n; an item of a list is "-".
func (n *Node) Path() []string {
	var path []string
	for ; n != nil && n.Parent != nil; n = n.Parent {
		name := n.Name
		if n.Key.To == n.Key.From {
			name = "-"
		}
		path = append(path, name)
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}

// Above returns the node so many levels below the root on the way to n; nil if n is higher.
func (n *Node) Above(level int) *Node {
	depth := 0
	for at := n; at != nil && at.Parent != nil; at = at.Parent {
		depth++
	}
	for ; n != nil && depth > level; depth-- {
		n = n.Parent
	}
	if depth != level {
		return nil
	}
	return n
}

// Walk visits n and all nodes below it, in the order of the text.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	for _, item := range n.Items() {
		item.Walk(visit)
	}
}

// Inner returns the span of a scalar without its quotes.
func (n *Node) Inner(text []byte) Span { return inner(text, n.Value) }

// InnerKey returns the span of the key without its quotes.
func (n *Node) InnerKey(text []byte) Span { return inner(text, n.Key) }

func inner(text []byte, s Span) Span {
	if s.To-s.From >= 2 && (text[s.From] == '"' || text[s.From] == '\'') && text[s.To-1] == text[s.From] {
		return Span{s.From + 1, s.To - 1}
	}
	return s
}

// Indent returns the white space at the start of the line of an offset.
func Indent(text []byte, offset int) string {
	from := bytes.LastIndexByte(text[:offset], '\n') + 1
	to := from
	for to < len(text) && text[to] == ' ' {
		to++
	}
	return string(text[from:to])
}
