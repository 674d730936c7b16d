package value

import "unicode/utf8"

// mostShort is the length in bytes of the longest text that a short reader tries.
const mostShort = 64 << 10

// deepestShort is how deep what it reads may nest.
const deepestShort = 64

// short reads the JSON that most answers are in a third of the time that tokens take. It gives up
// at whatever needs care: an escape, an odd byte, a mistake. The decoder then reads the text.
type short struct {
	d    *decoder
	text []byte
	at   int
	deep int
}

// whole reads the text as one value.
func (s *short) whole() (any, bool) {
	v, ok := s.value()
	s.space()
	return v, ok && s.at == len(s.text)
}

// space skips white space, and returns the byte after it; 0 at the end.
func (s *short) space() byte {
	for ; s.at < len(s.text); s.at++ {
		if c := s.text[s.at]; c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
	}
	return 0
}

func (s *short) value() (any, bool) {
	switch c := s.space(); c {
	case '{':
		return s.object()
	case '[':
		return s.array()
	case '"':
		inside, ok := s.quoted()
		if !ok {
			return nil, false
		}
		return s.d.plainText(inside), true
	case 't':
		return true, s.word("true")
	case 'f':
		return false, s.word("false")
	case 'n':
		return nil, s.word("null")
	}
	return s.number()
}

func (s *short) word(w string) bool {
	if len(s.text)-s.at < len(w) || string(s.text[s.at:s.at+len(w)]) != w {
		return false
	}
	s.at += len(w)
	return true
}

// open goes into an object or an array, unless that is too deep, and reports whether it has
// anything.
func (s *short) open(closing byte) (filled, ok bool) {
	s.at++
	if s.deep++; s.deep > deepestShort {
		return false, false
	}
	if s.space() != closing {
		return true, true
	}
	return false, s.close()
}

func (s *short) close() bool {
	s.at++
	s.deep--
	return true
}

// more goes on after a member or an item; done: at the end of the object or the array.
func (s *short) more(closing byte) (done, ok bool) {
	switch s.space() {
	case closing:
		return true, s.close()
	case ',':
		s.at++
		return false, true
	}
	return false, false
}

func (s *short) object() (any, bool) {
	object := map[string]any{}
	ok := s.members(func(name []byte) bool {
		v, read := s.value()
		if read {
			object[s.d.plainName(name)] = v
		}
		return read
	})
	return object, ok
}

// members goes through an object; each reads the value of a member.
func (s *short) members(each func(name []byte) (ok bool)) bool {
	filled, ok := s.open('}')
	for done := !filled; ok && !done; {
		if s.space() != '"' {
			return false
		}
		name, plain := s.quoted()
		if !plain || s.space() != ':' {
			return false
		}
		s.at++
		if !each(name) {
			return false
		}
		done, ok = s.more('}')
	}
	return ok
}

func (s *short) array() (any, bool) {
	items := []any{}
	ok := s.items(func(i int) bool {
		item, read := s.value()
		if i == 0 {
			items = make([]any, 0, fewItems)
		}
		items = append(items, item)
		return read
	})
	return items, ok
}

// items goes through an array; each reads an item.
func (s *short) items(each func(i int) (ok bool)) bool {
	filled, ok := s.open(']')
	for i, done := 0, !filled; ok && !done; i++ {
		if !each(i) {
			return false
		}
		done, ok = s.more(']')
	}
	return ok
}

// quoted reads a string that means just its text, and returns that.
func (s *short) quoted() (inside []byte, ok bool) {
	from, ascii := s.at+1, true
	for i := from; i < len(s.text); i++ {
		switch c := s.text[i]; {
		case c == '"':
			s.at = i + 1
			inside = s.text[from:i]
			return inside, ascii || utf8.Valid(inside)
		case c < ' ' || c == '\\':
			return nil, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false
}

func (s *short) number() (any, bool) {
	from := s.at
	if !s.numeral() {
		return nil, false
	}
	return s.d.number(s.text[from:s.at]), true
}

// numeral reads the text of a number (RFC 8259, section 6).
func (s *short) numeral() bool {
	s.one("-")
	if s.one("0") == 0 && s.digits() == 0 || s.one(".") > 0 && s.digits() == 0 {
		return false
	}
	if s.one("eE") == 0 {
		return true
	}
	s.one("+-")
	return s.digits() > 0
}

// one skips one of these bytes, if it comes next, and returns how many it skipped.
func (s *short) one(of string) int {
	for i := range len(of) {
		if s.at < len(s.text) && s.text[s.at] == of[i] {
			s.at++
			return 1
		}
	}
	return 0
}

// digits skips digits, and returns how many.
func (s *short) digits() int {
	from := s.at
	for s.at < len(s.text) && '0' <= s.text[s.at] && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at - from
}
