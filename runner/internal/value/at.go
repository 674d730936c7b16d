package value

// At returns the node at a path in a text that is one JSON value, as [Decode] builds it, without
// building the rest: for a text that is asked for one node. found is false if there is none; ok is
// false if the text is to be read by Decode, be it that it is long, or needs care, or is not JSON.
func At(text []byte, path Path) (v any, found, ok bool) {
	if len(text) > mostShort {
		return nil, false, false
	}
	d := decoders.Get().(*decoder) //nolint:forcetypeassert,errcheck // nothing else is in the pool
	defer decoders.Put(d)
	s := short{d: d, text: text}
	v, found, ok = s.node(path)
	s.space()
	return v, found, ok && s.at == len(s.text)
}

// node reads a value, and returns the node at a path in it. Of members of one name it is in the
// last.
func (s *short) node(path Path) (v any, found, ok bool) {
	if len(path) == 0 {
		v, ok = s.value()
		return v, ok, ok
	}
	name, isName := path[0].Name()
	index, isIndex := path[0].Index()
	switch c := s.space(); {
	case c == '{' && isName:
		ok = s.members(func(of []byte) bool {
			if string(of) != name {
				return s.skip()
			}
			var read bool
			v, found, read = s.node(path[1:])
			return read
		})
	case c == '[' && isIndex:
		ok = s.items(func(i int) bool {
			if i != index {
				return s.skip()
			}
			var read bool
			v, found, read = s.node(path[1:])
			return read
		})
	default:
		ok = s.skip()
	}
	return v, found, ok
}

// skip reads a value without building it.
func (s *short) skip() bool {
	switch s.space() {
	case '{':
		return s.members(func([]byte) bool { return s.skip() })
	case '[':
		return s.items(func(int) bool { return s.skip() })
	case '"':
		_, ok := s.quoted()
		return ok
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	}
	return s.numeral()
}
