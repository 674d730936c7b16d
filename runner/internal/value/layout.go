package value

import "unsafe"

// Indent appends a JSON text to b with a line for each member and item, as json.Indent does with
// two spaces. ok is false if text is no JSON, has white space outside of its strings, or nests more
// than 64 arrays and objects: beyond that, the indentation would outgrow the text.
func Indent(b []byte, text string) (_ []byte, ok bool) {
	l := layout{out: b, lines: true, deepest: deepestShort}
	return l.whole(text)
}

// Compact appends a JSON text to b without the white space outside of its strings. ok is false if
// text is no JSON, or nests deeper than what is read without care.
func Compact(b []byte, text string) (_ []byte, ok bool) {
	l := layout{out: b, deepest: deepestCompact}
	return l.whole(text)
}

// deepestCompact is how deep a text may nest that Compact reads.
const deepestCompact = 1000

// layout writes a JSON text, which it validates, with other white space.
type layout struct {
	short
	out     []byte
	lines   bool // to be written; the text has no white space then
	deepest int
}

func (l *layout) whole(text string) ([]byte, bool) {
	l.text = unsafe.Slice(unsafe.StringData(text), len(text)) // which is not changed
	ok := l.value()
	l.next()
	return l.out, ok && l.at == len(l.text)
}

// next returns the byte after white space, where some may be; 0 at the end.
func (l *layout) next() byte {
	switch {
	case !l.lines:
		return l.space()
	case l.at < len(l.text):
		return l.text[l.at]
	}
	return 0
}

func (l *layout) value() bool {
	c := l.next()
	from, ok := l.at, false
	switch c {
	case '{', '[':
		return l.filled(c)
	case '"':
		return l.quoted()
	case 't':
		ok = l.word("true")
	case 'f':
		ok = l.word("false")
	case 'n':
		ok = l.word("null")
	default:
		ok = l.numeral()
	}
	l.out = append(l.out, l.text[from:l.at]...)
	return ok
}

// filled writes an object or an array.
func (l *layout) filled(opening byte) bool {
	closing := opening + 2 // in ASCII
	l.sign(opening)
	if l.deep++; l.deep > l.deepest {
		return false
	}
	if l.next() == closing {
		l.deep--
		return l.sign(closing)
	}
	for {
		l.line()
		if opening == '{' && !l.name() || !l.value() {
			return false
		}
		switch l.next() {
		case ',':
			l.sign(',')
		case closing:
			l.deep--
			l.line()
			return l.sign(closing)
		default:
			return false
		}
	}
}

// name writes the name of a member, with its colon.
func (l *layout) name() bool {
	if l.next() != '"' || !l.quoted() || l.next() != ':' {
		return false
	}
	l.sign(':')
	if l.lines {
		l.out = append(l.out, ' ')
	}
	return true
}

// sign writes the byte that comes next.
func (l *layout) sign(c byte) bool {
	l.at++
	l.out = append(l.out, c)
	return true
}

// line begins a line.
func (l *layout) line() {
	if l.lines {
		l.out = append(append(l.out, '\n'), spaces[:2*l.deep]...)
	}
}

// spaces indent the deepest line.
const spaces = "                                                                " +
	"                                                                "

// quoted writes a string as it is.
func (l *layout) quoted() bool {
	for i := l.at + 1; i < len(l.text); i++ {
		switch c := l.text[i]; {
		case c == '"':
			l.out = append(l.out, l.text[l.at:i+1]...)
			l.at = i + 1
			return true
		case c < ' ':
			return false
		case c == '\\':
			size := escapeSize(l.text[i:])
			if size == 0 {
				return false
			}
			i += size - 1
		}
	}
	return false
}

// escapeSize returns the length of the escape that a text starts with, 0 if it is none of JSON.
func escapeSize(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		size := len(`\u0000`)
		if len(text) < size {
			return 0
		}
		for _, c := range text[2:size] {
			if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
				return 0
			}
		}
		return size
	}
	return 0
}
