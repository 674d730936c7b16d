package outline

// flow reads braces and brackets. They end where they are closed, or before a line that is not
// deeper than the column of the key that they are the value of.
type flow struct {
	*reader
	column int
	end    int
}

// value reads the value of n at an offset, and returns where it ends.
func (f *flow) value(n *Node, at, depth int) int {
	n.Value = Span{at, at}
	if at >= f.end || depth > mostDeep {
		return at
	}
	switch c := f.text[at]; c {
	case '{', '[':
		n.Kind, n.inBraces = Map, true
		if c == '[' {
			n.Kind = List
		}
		at = f.items(n, at+1, closer(c), depth+1)
		n.Value.To = at
		return at
	case '"', '\'':
		at = f.quoteEnd(at, f.end, f.column)
	default:
		at = f.plainEnd(at)
	}
	n.Kind = Scalar
	n.Value = f.trimmed(n.Value.From, at)
	n.Text = unquoted(f.text[n.Value.From:n.Value.To])
	return at
}

func closer(open byte) byte {
	if open == '{' {
		return '}'
	}
	return ']'
}

// items reads what is between braces or brackets; it returns the offset behind the closing one.
func (f *flow) items(parent *Node, at int, closing byte, depth int) int {
	for {
		at = f.blanks(at)
		if at >= f.end || f.stops(at) {
			return at
		}
		switch c := f.text[at]; c {
		case closing:
			return at + 1
		case '}', ']': // one too many
			return at
		case ',':
			at++
			continue
		}
		at = f.item(parent, at, depth)
	}
}

// item reads an item of a list, or a key with its value.
func (f *flow) item(parent *Node, at, depth int) int {
	n := &Node{Parent: parent, Flow: true, Key: Span{at, at}, Whole: Span{at, at}, column: f.column}
	parent.items = append(parent.items, n)
	from := at
	if f.text[at] != '{' && f.text[at] != '[' {
		colon := f.flowKeyEnd(at)
		if colon >= 0 {
			n.Key = f.trimmed(at, colon)
			n.Name = unquoted(f.text[n.Key.From:n.Key.To])
			at = f.blanksOfLine(colon + 1)
			n.Value = Span{at, at}
			if at >= f.end || f.isEnd(f.text[at]) || f.text[at] == '\n' {
				n.Whole.To = at
				return at
			}
		} else if parent.Kind == Map {
			end := f.plainEnd(at)
			n.Kind = Bare
			n.Key = f.trimmed(at, end)
			n.Name = unquoted(f.text[n.Key.From:n.Key.To])
			n.Value, n.Whole.To = Span{end, end}, end
			return max(end, from+1)
		}
	}
	at = f.properties(at, f.end)
	end := f.value(n, at, depth)
	n.Whole.To = max(end, n.Key.To)
	return max(end, from+1)
}

// flowKeyEnd returns the offset of the colon behind a key, -1 if what begins there is none.
func (f *flow) flowKeyEnd(at int) int {
	quoted := f.text[at] == '"' || f.text[at] == '\''
	if quoted {
		at = f.quoteEnd(at, f.end, f.column)
	}
	path := pathBrackets{on: at < f.end && f.text[at] == '$'}
	for ; at < f.end; at++ {
		c := f.text[at]
		switch {
		case path.has(c):
		case c == ':' && (quoted || at+1 >= f.end || f.text[at+1] == ' ' || f.text[at+1] == '\n' || f.isEnd(f.text[at+1])):
			return at
		case c == '\n', f.isEnd(c), quoted && c != ' ':
			return -1
		}
	}
	return -1
}

func (f *flow) isEnd(c byte) bool { return c == ',' || c == '}' || c == ']' }

// pathBrackets knows the brackets of a JSONPath that is typed without quotes, as in $.items[0].id.
type pathBrackets struct {
	on    bool
	depth int
}

func (p *pathBrackets) has(c byte) bool {
	switch {
	case !p.on:
		return false
	case c == '[':
		p.depth++
		return true
	case c == ']' && p.depth > 0:
		p.depth--
		return true
	}
	return false
}

// plainEnd returns where a text without quotes ends.
func (f *flow) plainEnd(at int) int {
	path := pathBrackets{on: at < f.end && f.text[at] == '$'}
	for ; at < f.end; at++ {
		c := f.text[at]
		if path.has(c) {
			continue
		}
		if f.isEnd(c) || c == '{' && at > 0 && f.text[at-1] != '$' || c == '\n' && f.stops(at+1) {
			return at
		}
		if c == '$' && at+1 < f.end && f.text[at+1] == '{' { // a ${reference} has its own brace
			for at < f.end && f.text[at] != '}' && f.text[at] != '\n' {
				at++
			}
			if at < f.end && f.text[at] == '\n' {
				at--
			}
		}
		if c == '#' && f.text[at-1] == ' ' {
			return at
		}
	}
	return min(at, f.end)
}

// blanks skips white space and comments.
func (f *flow) blanks(at int) int {
	for at < f.end {
		switch c := f.text[at]; {
		case c == '\n' && f.stops(at+1):
			return at
		case c == ' ', c == '\t', c == '\n', c == '\r':
			at++
		case c == '#':
			for at < f.end && f.text[at] != '\n' {
				at++
			}
		default:
			return at
		}
	}
	return at
}

func (f *flow) blanksOfLine(at int) int {
	for at < f.end && (f.text[at] == ' ' || f.text[at] == '\t') {
		at++
	}
	return at
}

// stops reports whether an offset is the start of a line that ends a flow which was not closed, or
// the line end before it.
func (f *flow) stops(at int) bool {
	if at < f.end && f.text[at] == '\n' {
		at++
	}
	if at > 0 && at <= f.end && f.text[at-1] != '\n' || at == 0 {
		return false
	}
	l := f.line(at, f.end)
	for l.content >= l.to && l.next < f.end {
		l = f.line(l.next, f.end)
	}
	if l.content >= l.to {
		return true
	}
	c := f.text[l.content]
	return l.content-l.from <= f.column && c != '}' && c != ']'
}
