package outline

import "bytes"

// Part says what of a node an offset is in.
type Part int

// The parts: a new key or item of the node, its key, its value.
const (
	Inside Part = iota
	OnKey
	OnValue
)

// Place is what is at an offset of the text.
type Place struct {
	Node *Node // the deepest; with Inside the map or list that a new entry would be in
	Part Part
	Word Span // the key or scalar there, without quotes; empty where there is none
}

// At returns the place of an offset.
func (n *Node) At(text []byte, offset int) Place {
	offset = max(0, min(offset, len(text)))
	if bytes.TrimLeft(text[bytes.LastIndexByte(text[:offset], '\n')+1:offset], " ") == nil || blankBefore(text, offset) {
		if p, ok := n.fresh(text, offset); ok {
			return p
		}
	}
	return n.within(text, offset)
}

// blankBefore reports whether only blanks, or the dash of an item, are on the line before offset.
func blankBefore(text []byte, offset int) bool {
	before := bytes.TrimLeft(text[bytes.LastIndexByte(text[:offset], '\n')+1:offset], " ")
	return len(before) == 0 || len(bytes.TrimRight(before, " ")) == 1 && before[0] == '-'
}

// fresh returns the map that an entry at an offset, the first of its line, would be in. It reports
// false where an entry is at the offset.
func (n *Node) fresh(text []byte, offset int) (Place, bool) {
	from := bytes.LastIndexByte(text[:offset], '\n') + 1
	column := offset - from
	at := n
	for {
		var last *Node
		for _, item := range at.Items() {
			if item.Whole.From > offset {
				break
			}
			last = item
		}
		switch {
		case last == nil && at.Kind == Empty && at.Key.To == at.Key.From && at.Parent != nil:
			return Place{at, OnValue, Span{offset, offset}}, true
		case last == nil:
			return Place{Node: at, Word: Span{offset, offset}}, true
		case last.Whole.From == offset && last.Key.To > last.Key.From, last.inBraces && last.Value.Contains(offset) && offset < last.Value.To:
			return Place{}, false
		case last.column >= column || last.Kind == Bare || last.Kind == Scalar || last.inBraces:
			return Place{Node: at, Word: Span{offset, offset}}, true
		}
		at = last
	}
}

// within returns the deepest node at an offset, by spans.
func (n *Node) within(text []byte, offset int) Place {
	at := n
	for {
		next := at.child(text, offset)
		if next == nil {
			break
		}
		at = next
	}
	switch {
	case at.Key.To > at.Key.From && at.Key.Contains(offset):
		return Place{at, OnKey, at.InnerKey(text)}
	case at.Kind == Map || at.Kind == List:
		return Place{at, Inside, Span{offset, offset}}
	case at.Value.From < at.Value.To && at.Value.Contains(offset):
		return Place{at, OnValue, at.Inner(text)}
	}
	return Place{at, OnValue, Span{offset, offset}}
}

// child returns the item of n that an offset is in: between its start and its end, or behind its
// colon on the same line.
func (n *Node) child(text []byte, offset int) *Node {
	var last *Node
	for _, item := range n.Items() {
		if item.Whole.From > offset {
			break
		}
		last = item
	}
	if last == nil {
		return nil
	}
	end := last.Whole.To
	if !last.Flow {
		if i := bytes.IndexByte(text[end:], '\n'); i >= 0 {
			end += i
		} else {
			end = len(text)
		}
	}
	if last.inBraces && offset >= last.Value.To && closed(text, last) {
		return nil
	}
	if offset <= end {
		return last
	}
	return nil
}

// closed reports whether the braces of a node are closed.
func closed(text []byte, n *Node) bool {
	c := text[n.Value.To-1]
	return n.Value.To > n.Value.From+1 && (c == '}' || c == ']')
}
