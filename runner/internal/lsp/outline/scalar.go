package outline

import (
	"bytes"
	"strconv"
	"strings"
)

// keyEnd returns the offset of the colon behind a key that begins at an offset, -1 if the line has
// none.
func (r *reader) keyEnd(at, end int) int {
	if at < end && (r.text[at] == '"' || r.text[at] == '\'') {
		at = r.quoteEnd(at, end, -1)
		for at < end && r.text[at] == ' ' {
			at++
		}
		if at < end && r.text[at] == ':' {
			return at
		}
		return -1
	}
	for ; at < end; at++ {
		switch {
		case r.text[at] == ':' && (at+1 == end || r.text[at+1] == ' '):
			return at
		case r.text[at] == '#' && r.text[at-1] == ' ':
			return -1
		}
	}
	return -1
}

func (r *reader) isOpen(at int) bool {
	return r.text[at] == '{' || r.text[at] == '['
}

// trimmed returns a part of the text without the blanks around it.
func (r *reader) trimmed(from, to int) Span {
	for from < to && (r.text[from] == ' ' || r.text[from] == '\t') {
		from++
	}
	for to > from && (r.text[to-1] == ' ' || r.text[to-1] == '\t' || r.text[to-1] == '\r' || r.text[to-1] == '\n') {
		to--
	}
	return Span{from, to}
}

// commentAt returns where a comment begins between two offsets of a line, the second if there is
// none.
func (r *reader) commentAt(at, end int) int {
	for ; at < end; at++ {
		if r.text[at] == '#' && (at == 0 || r.text[at-1] == ' ' || r.text[at-1] == '\t' || r.text[at-1] == '\n') {
			return at
		}
	}
	return end
}

// quoteEnd returns the offset behind the quote that ends a text. A text that is not closed ends
// with its line, or before the first line that is not deeper than column; with column -1 it is one
// line.
func (r *reader) quoteEnd(at, end, column int) int {
	quote := r.text[at]
	firstLine := -1
	for i := at + 1; i < end; i++ {
		switch c := r.text[i]; {
		case c == '\\' && quote == '"':
			i++
		case c == quote && quote == '\'' && i+1 < end && r.text[i+1] == '\'':
			i++
		case c == quote:
			return i + 1
		case c == '\n':
			if firstLine < 0 {
				firstLine = i
			}
			if column < 0 {
				return firstLine
			}
			if l := r.line(i+1, end); l.content < l.to && l.content-l.from <= column {
				return firstLine
			}
		}
	}
	if firstLine >= 0 {
		return firstLine
	}
	return end
}

// plain reads a text without quotes, with the deeper lines below it.
func (r *reader) plain(n *Node, at int, l line, end int) int {
	n.Kind = Scalar
	n.Value = r.trimmed(at, r.commentAt(at, l.to))
	next := l.next
	for next < end {
		below := r.line(next, end)
		if r.skipped(below) || below.content-below.from <= n.column || r.keyEnd(below.content, below.to) > 0 || r.isDash(below.content, below.to) {
			break
		}
		n.Value.To = r.trimmed(below.content, r.commentAt(below.content, below.to)).To
		next = below.next
	}
	n.Text = strings.Join(strings.Fields(string(r.text[n.Value.From:n.Value.To])), " ")
	n.Whole.To = n.Value.To
	return next
}

// literal skips a block of lines behind | or >.
func (r *reader) literal(n *Node, at int, l line, end int) int {
	n.Kind = Scalar
	next, last := l.next, l.to
	for next < end {
		below := r.line(next, end)
		if below.content < below.to {
			if below.content-below.from <= n.column {
				break
			}
			last = below.to
		}
		next = below.next
	}
	n.Value = Span{at, last}
	n.Text = string(bytes.TrimSpace(r.text[min(l.next, last):last]))
	n.Whole.To = last
	return next
}

// unquoted returns the text of a scalar.
func unquoted(source []byte) string {
	s := string(source)
	switch {
	case len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"':
		if text, err := strconv.Unquote(s); err == nil {
			return text
		}
		return s[1 : len(s)-1]
	case len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\'':
		return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
	case s != "" && (s[0] == '"' || s[0] == '\''):
		return s[1:]
	}
	return s
}
