package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"unicode/utf8"
)

// Node is a value in a JSON text, with its place there.
type Node struct {
	Up    *Node   // the object or array that contains it; nil for the root
	Key   string  // of a member
	Index int     // among the members or items of Up
	Items []*Node // the members of an object, as written, or the items of an array

	// Value is the value as encoding/json decodes it, numbers as json.Number. An object that repeats
	// a member has the last one.
	Value any

	// From and To are the offsets of the value's text in bytes, KeyAt that of a member's key.
	KeyAt, From, To int
}

// SyntaxError says why a text is not one JSON value, and at which byte, from 0.
type SyntaxError struct {
	Offset int
	Err    error
}

func (e *SyntaxError) Error() string { return e.Err.Error() }

func (e *SyntaxError) Unwrap() error { return e.Err }

// Read reads a text that is one JSON value. Its error is a *SyntaxError.
func Read(text []byte) (*Node, error) {
	if !json.Valid(text) {
		return nil, invalid(text)
	}
	root := &Node{}
	r := nodeReader{text: text}
	r.value(root)
	return root, nil
}

// invalid returns the error of a text that is not one JSON value.
func invalid(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	var v json.RawMessage
	var syntax *json.SyntaxError
	switch err := d.Decode(&v); {
	case err == nil:
		return &SyntaxError{int(d.InputOffset()), errors.New("more text after the value")}
	case errors.As(err, &syntax):
		return &SyntaxError{max(int(syntax.Offset)-1, 0), err}
	default:
		return &SyntaxError{len(text), io.ErrUnexpectedEOF}
	}
}

// nodeReader reads a text that is valid JSON, from the offset at.
type nodeReader struct {
	text []byte
	at   int
}

// next skips white space and a sign, such as a comma, and returns the byte after them.
func (r *nodeReader) next(sign byte) byte {
	for {
		switch c := r.text[r.at]; c {
		case sign, ' ', '\t', '\n', '\r':
			r.at++
		default:
			return c
		}
	}
}

func (r *nodeReader) value(n *Node) {
	first := r.next(' ')
	n.From = r.at
	switch first {
	case '{':
		r.object(n)
	case '[':
		r.array(n)
	case '"':
		n.Value = r.string()
	default:
		n.Value = r.literal()
	}
	n.To = r.at
}

func (r *nodeReader) object(n *Node) {
	object := map[string]any{}
	for r.at++; r.next(',') != '}'; {
		member := n.below()
		member.KeyAt = r.at
		member.Key = r.string()
		r.next(':')
		r.value(member)
		object[member.Key] = member.Value
	}
	r.at++
	n.Value = object
}

func (r *nodeReader) array(n *Node) {
	items := []any{}
	for r.at++; r.next(',') != ']'; {
		item := n.below()
		r.value(item)
		items = append(items, item.Value)
	}
	r.at++
	n.Value = items
}

// below appends a node to the items of n.
func (n *Node) below() *Node {
	item := &Node{Up: n, Index: len(n.Items)}
	n.Items = append(n.Items, item)
	return item
}

func (r *nodeReader) string() string {
	from := r.at
	end := from + 1 + bytes.IndexByte(r.text[from+1:], '"')
	if inside := r.text[from+1 : end]; bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
		r.at = end + 1
		return string(inside)
	}
	r.at = StringEnd(r.text, from)
	var s string
	_ = json.Unmarshal(r.text[from:r.at], &s) // it is valid
	return s
}

// literal reads a number, true, false or null.
func (r *nodeReader) literal() any {
	from := r.at
	for r.at < len(r.text) && !endsLiteral(r.text[r.at]) {
		r.at++
	}
	switch r.text[from] {
	case 'n':
		return nil
	case 't', 'f':
		return r.text[from] == 't'
	}
	return json.Number(r.text[from:r.at])
}

func endsLiteral(c byte) bool {
	switch c {
	case ',', ']', '}', ' ', '\t', '\n', '\r':
		return true
	}
	return false
}

// InArray reports whether n is an item of an array.
func (n *Node) InArray() bool {
	if n.Up == nil {
		return false
	}
	_, ok := n.Up.Value.([]any)
	return ok
}

// Path returns the place of n.
func (n *Node) Path() Path { return n.path(Item) }

// Shape returns the place of n and of its counterparts in the other items of its arrays:
// "$.data[*].id".
func (n *Node) Shape() Path { return n.path(func(int) Step { return Items }) }

func (n *Node) path(item func(int) Step) Path {
	var p Path
	for ; n.Up != nil; n = n.Up {
		if n.InArray() {
			p = append(p, item(n.Index))
		} else {
			p = append(p, Member(n.Key))
		}
	}
	slices.Reverse(p)
	return p
}

// With returns the value of the whole text with v in place of n. It shares everything that is not
// on the path to n. No object on the path may repeat a member.
func (n *Node) With(v any) any {
	for ; n.Up != nil; n = n.Up {
		switch c := n.Up.Value.(type) {
		case map[string]any:
			c = maps.Clone(c)
			c[n.Key] = v
			v = c
		case []any:
			c = slices.Clone(c)
			c[n.Index] = v
			v = c
		}
	}
	return v
}

// Walk calls visit with n and everything below it, in the order of the text.
func (n *Node) Walk(visit func(*Node)) {
	visit(n)
	for _, item := range n.Items {
		item.Walk(visit)
	}
}

// Repeated returns the first member, in the order of the text, whose key an earlier member of the
// same object has; nil without one.
func (n *Node) Repeated() *Node {
	object, _ := n.Value.(map[string]any)
	var seen map[string]bool
	if len(object) < len(n.Items) && object != nil {
		seen = make(map[string]bool, len(n.Items))
	}
	for _, item := range n.Items {
		if seen[item.Key] {
			return item
		}
		if seen != nil {
			seen[item.Key] = true
		}
		if twice := item.Repeated(); twice != nil {
			return twice
		}
	}
	return nil
}
