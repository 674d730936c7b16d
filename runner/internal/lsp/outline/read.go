package outline

import "bytes"

// Read returns the root of a text: a map, as far as it is one.
func Read(text []byte) *Node {
	root := &Node{Kind: Map, Whole: Span{0, len(text)}, Value: Span{0, len(text)}, column: -1}
	r := &reader{text: text}
	r.block(root, 0, len(text), 0)
	return root
}

// mostDeep is the number of levels that are read.
const mostDeep = 60

type reader struct{ text []byte }

// line is one line: where it begins, where its content begins and ends.
type line struct{ from, content, to, next int }

func (r *reader) line(at, end int) line {
	l := line{from: at, to: end, next: end}
	if i := bytes.IndexByte(r.text[at:end], '\n'); i >= 0 {
		l.to, l.next = at+i, at+i+1
	}
	if l.to > at && r.text[l.to-1] == '\r' {
		l.to--
	}
	for l.content = at; l.content < l.to && r.text[l.content] == ' '; l.content++ {
	}
	return l
}

// skipped reports whether a line has no content: it is empty, a comment, a mark of documents.
func (r *reader) skipped(l line) bool {
	c := r.text[l.content:l.to]
	return len(bytes.TrimSpace(c)) == 0 || c[0] == '#' || l.content == l.from && (bytes.HasPrefix(c, []byte("---")) || c[0] == '%')
}

// block reads the keys or items of parent from the lines of a part of the text, at most those
// deeper than its column; it returns where it stopped.
func (r *reader) block(parent *Node, at, end, depth int) int {
	column := -1
	for at < end {
		l := r.line(at, end)
		if r.skipped(l) {
			at = l.next
			continue
		}
		indent := l.content - l.from
		dash := r.isDash(l.content, l.to)
		inList := dash && indent == parent.column && parent.Key.To > parent.Key.From // - as far left as its key
		if indent <= parent.column && !inList {
			return at
		}
		if column < 0 {
			column = indent
			if dash {
				parent.Kind = List
			} else {
				parent.Kind = Map
			}
		}
		if depth > mostDeep || indent < column && indent <= parent.column {
			return at
		}
		at = r.entry(parent, l, l.content, end, depth)
	}
	return at
}

func (r *reader) isDash(at, end int) bool {
	return at < end && r.text[at] == '-' && (at+1 == end || r.text[at+1] == ' ')
}

// entry reads a key or an item that begins at an offset of a line, with its value.
func (r *reader) entry(parent *Node, l line, at, end, depth int) int {
	n := &Node{Parent: parent, column: at - l.from, Whole: Span{at, l.to}}
	parent.items = append(parent.items, n)
	if r.isDash(at, l.to) {
		from := at + 1
		for from < l.to && r.text[from] == ' ' {
			from++
		}
		n.Key = Span{at, at}
		if from < l.to && r.text[from] != '#' && r.keyEnd(from, l.to) > 0 && !r.isOpen(from) { // a map that begins beside the dash
			n.Kind = Map
			next := r.entry(n, l, from, end, depth+1)
			next = r.block(n, next, end, depth+1)
			n.close(n.items[0].Whole.From)
			return next
		}
		return r.value(n, from, l, end, depth)
	}
	colon := r.keyEnd(at, l.to)
	if colon < 0 {
		return r.bare(n, at, l)
	}
	n.Key = r.trimmed(at, colon)
	n.Name = unquoted(r.text[n.Key.From:n.Key.To])
	return r.value(n, colon+1, l, end, depth)
}

// bare is a line that is no key: a word that is being typed.
func (r *reader) bare(n *Node, at int, l line) int {
	n.Kind = Bare
	n.Key = r.trimmed(at, r.commentAt(at, l.to))
	n.Name = unquoted(r.text[n.Key.From:n.Key.To])
	n.Whole, n.Value = n.Key, Span{n.Key.To, n.Key.To}
	return l.next
}

// value reads the value of n that begins behind an offset of its line.
func (r *reader) value(n *Node, at int, l line, end, depth int) int {
	at = r.properties(at, l.to)
	n.Value = Span{at, at}
	if at >= l.to || r.text[at] == '#' {
		return r.below(n, l, end, depth)
	}
	switch c := r.text[at]; c {
	case '{', '[':
		f := &flow{reader: r, column: n.column, end: end}
		at = f.value(n, at, depth)
		n.Whole.To = n.Value.To
		return r.behind(at, end)
	case '|', '>':
		return r.literal(n, at, l, end)
	case '"', '\'':
		n.Kind = Scalar
		n.Value.To = r.quoteEnd(at, end, n.column)
		n.Text = unquoted(r.text[n.Value.From:n.Value.To])
		n.Whole.To = n.Value.To
		return r.behind(n.Value.To, end)
	}
	return r.plain(n, at, l, end)
}

// properties skips blanks, and an anchor and a tag with the blanks behind them.
func (r *reader) properties(at, end int) int {
	for {
		for at < end && (r.text[at] == ' ' || r.text[at] == '\t') {
			at++
		}
		if at >= end || r.text[at] != '&' && r.text[at] != '!' {
			return at
		}
		for at < end && r.text[at] != ' ' {
			at++
		}
	}
}

// below reads the value of a key in the lines below it. Those of an entry of a section are only
// counted: they are read when asked for.
func (r *reader) below(n *Node, l line, end, depth int) int {
	if depth != 1 {
		next := r.block(n, l.next, end, depth+1)
		n.close(n.Whole.From)
		return next
	}
	stop, last, kind := l.next, l.to, Empty
	for stop < end {
		below := r.line(stop, end)
		if !r.skipped(below) {
			dash := r.isDash(below.content, below.to)
			if indent := below.content - below.from; indent < n.column || indent == n.column && !dash {
				break
			}
			switch last = below.to; {
			case kind == Empty && dash:
				kind = List
			case kind == Empty:
				kind = Map
			}
		}
		stop = below.next
	}
	n.Whole.To = last
	if last > l.to {
		n.Kind = kind
		n.Value = Span{l.next, last}
		n.rest = func() { r.block(n, l.next, stop, depth+1) }
	}
	return stop
}

// close ends a node behind its last item.
func (n *Node) close(from int) {
	if len(n.items) == 0 {
		return
	}
	last := n.items[len(n.items)-1].Whole.To
	n.Whole.To = max(n.Whole.To, last)
	n.Value = Span{n.items[0].Whole.From, last}
	if n.Key.To == n.Key.From && n.Parent != nil {
		n.Value.From = from
	}
}

// behind returns the start of the line after an offset.
func (r *reader) behind(at, end int) int {
	if at >= end {
		return end
	}
	if i := bytes.IndexByte(r.text[at:end], '\n'); i >= 0 {
		return at + i + 1
	}
	return end
}
