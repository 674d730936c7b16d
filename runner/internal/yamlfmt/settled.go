package yamlfmt

import (
	"bytes"
	"unicode/utf8"
)

// settled reports whether formatting certainly leaves the lines of a piece as they are, without
// parsing them: they are in the canonical layout, and their keys and values in the plainest forms
// of YAML. Of other lines it reports false, also of some that formatting leaves as they are.
//
// It knows maps and lists in lines, words, quoted texts with the usual escapes, literal texts,
// braces that fit on their line, comments before an entry or after a value, and single empty lines.
func settled(lines []byte) bool {
	if !bytes.HasSuffix(lines, []byte("\n")) || !utf8.Valid(lines) {
		return false
	}
	l := layout{open: true, comment: -1}
	for at := 0; at < len(lines); {
		end := at + bytes.IndexByte(lines[at:], '\n')
		if !l.line(lines[at:end]) {
			return false
		}
		at = end + 1
	}
	return !l.open && !l.literal && !l.blank && l.blanks == 0 && l.comment < 0
}

// step is the indent of a level.
const step = 2

// layout is what the lines so far say about the next.
type layout struct {
	lists   [32]bool // of each level that is open, by its indent: whether it is a list
	last    int      // the indent of the last entry
	open    bool     // its value is in the lines below
	blank   bool     // an empty line precedes
	comment int      // the indent of a comment that precedes, -1 without one
	literal bool     // its value is a literal text in the lines below, of which none has come
	within  bool     // a line of a literal text precedes
	blanks  int      // after it, empty lines
}

// line takes the next line in and reports whether it is settled.
func (l *layout) line(line []byte) bool {
	if l.literal || l.within {
		if inside, ok := l.literalLine(line); inside {
			return ok
		}
	}
	if len(line) == 0 {
		ok := !l.open && !l.blank && l.comment < 0
		l.blank = true
		return ok
	}
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	content := line[indent:]
	if indent%step != 0 || indent/step+1 >= len(l.lists) || len(content) == 0 || l.comment >= 0 && l.comment != indent {
		return false
	}
	if indent == 0 || l.open && indent != l.last+step || !l.open && indent > l.last {
		return false
	}
	l.blank = false
	if content[0] == '#' {
		l.comment = indent
		return isComment(content)
	}
	item := bytes.HasPrefix(content, []byte("- "))
	if l.open {
		l.lists[indent/step] = item
	} else if l.lists[indent/step] != item {
		return false
	}
	l.open, l.last, l.comment = false, indent, -1
	width := utf8.RuneCount(line)
	if !item {
		return l.entry(content, width)
	}
	content = content[len("- "):]
	if key := keyEnd(content); key > 0 {
		l.last += step
		l.lists[l.last/step] = false
		return l.entry(content, width)
	}
	return l.value(content, width)
}

// value takes in what follows a key or the mark of an item on its line.
func (l *layout) value(s []byte, columns int) bool {
	l.literal = string(s) == "|" || string(s) == "|-"
	return l.literal || isValue(s, columns)
}

// literalLine takes a line in if it belongs to a literal text.
func (l *layout) literalLine(line []byte) (inside, ok bool) {
	if len(line) == 0 {
		l.blanks++
		return true, !l.literal
	}
	indent := len(line) - len(bytes.TrimLeft(line, " "))
	if indent < l.last+step {
		ok = !l.literal && l.blanks <= 1
		l.within, l.blank, l.blanks = false, l.blanks > 0, 0
		return !ok, ok
	}
	ok = allWritable(line) && line[len(line)-1] != ' ' && (l.within || indent == l.last+step)
	l.literal, l.within, l.blanks = false, true, 0
	return true, ok
}

// entry takes a key and its value in; columns is the length of their line.
func (l *layout) entry(content []byte, columns int) bool {
	end := keyEnd(content)
	if end <= 0 {
		return false
	}
	value, inLine := bytes.CutPrefix(content[end+1:], []byte(" "))
	l.open = !inLine
	return l.open && len(value) == 0 || inLine && l.value(value, columns)
}

// mostKey is a length in bytes up to which the encoder writes any key on one line.
const mostKey = 100

// keyEnd returns the index of the colon after a key, 0 if there is none.
func keyEnd(content []byte) int {
	if len(content) == 0 {
		return 0
	}
	var end int
	if content[0] == '"' || content[0] == '\'' {
		end = quoted(content)
	} else if end = bytes.IndexByte(content, ':'); end < 0 || !isPlain(content[:end], false) {
		return 0
	}
	if end > mostKey || end >= len(content) || content[end] != ':' || end+1 < len(content) && content[end+1] != ' ' {
		return 0
	}
	return end
}

// isValue reports whether a line ends with a settled value, and perhaps a comment.
func isValue(s []byte, columns int) bool {
	if i := bytes.Index(s, []byte(" #")); i >= 0 {
		return isComment(s[i+1:]) && isValue(s[:i], columns)
	}
	if len(s) == 0 {
		return false
	}
	switch s[0] {
	case '"', '\'':
		return quoted(s) == len(s)
	case '{', '[':
		return columns <= width && braced(s, 0) == len(s)
	}
	return isPlain(s, false)
}

// isComment reports whether a comment, from # on, stays as it is.
func isComment(s []byte) bool {
	return len(s) > 2 && s[1] == ' ' && s[2] > ' ' && s[len(s)-1] != ' ' && allWritable(s)
}

// quoted returns the length of the quoted text that s begins with, 0 if its escapes may change.
func quoted(s []byte) int {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] == '"':
			if i++; i == len(s) || bytes.IndexByte([]byte(`"\ntr`), s[i]) < 0 {
				return 0
			}
		case s[i] == s[0]:
			if i+1 < len(s) && s[i+1] == s[0] || !allWritable(s[1:i]) {
				return 0 // a quote within the text, or a rare character
			}
			return i + 1
		}
	}
	return 0
}

// deepest is the most levels of braces in braces.
const deepest = 16

// braced returns the length of the map or list in braces that s begins with, 0 if it is not
// settled.
func braced(s []byte, depth int) int {
	closing := byte('}')
	if s[0] == '[' {
		closing = ']'
	}
	if depth == deepest || len(s) < 2 {
		return 0
	}
	if s[1] == closing {
		return 2
	}
	at := 1
	for {
		if closing == '}' {
			n := word(s[at:])
			if n == 0 || n > mostKey || !bytes.HasPrefix(s[at+n:], []byte(": ")) {
				return 0
			}
			at += n + len(": ")
		}
		var n int
		if at < len(s) && (s[at] == '{' || s[at] == '[') {
			n = braced(s[at:], depth+1)
		} else {
			n = word(s[at:])
		}
		if at += n; n == 0 || at == len(s) {
			return 0
		}
		if s[at] == closing {
			return at + 1
		}
		if !bytes.HasPrefix(s[at:], []byte(", ")) {
			return 0
		}
		at += len(", ")
	}
}

// word returns the length of the word or quoted text in braces that s begins with, 0 if it is not
// settled.
func word(s []byte) int {
	if len(s) == 0 {
		return 0
	}
	if s[0] == '"' || s[0] == '\'' {
		return quoted(s)
	}
	end := bytes.IndexAny(s, ",:]}")
	if end < 0 || !isPlain(s[:end], true) {
		return 0
	}
	return end
}

// isPlain reports whether a text is written without quotes, in braces or in lines.
func isPlain(s []byte, inBraces bool) bool {
	if len(s) == 0 || s[len(s)-1] == ' ' || !allWritable(s) {
		return false
	}
	c := s[0]
	if letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80; !letter && (c < '0' || c > '9') && c != '/' && c != '$' && c != '_' && c != '(' {
		return false
	}
	for i, c := range s {
		switch c {
		case '#':
			if s[i-1] == ' ' {
				return false
			}
		case ':':
			if inBraces || i+1 == len(s) || s[i+1] == ' ' {
				return false
			}
		case ',', '?', '[', ']', '{', '}':
			if inBraces {
				return false
			}
		}
	}
	return true
}

// allWritable reports whether a text of valid UTF-8 has no character that the encoder escapes, and
// none of the rarer ones that it may.
func allWritable(s []byte) bool {
	for i, c := range s {
		switch {
		case c < ' ' || c == 0x7f || c == 0xc2 || c >= 0xed:
			return false
		case c == 0xe2 && (s[i+1] == 0x80 || s[i+1] == 0x81): // separators of lines, marks of this package
			return false
		}
	}
	return true
}
