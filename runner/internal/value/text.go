package value

// Space is the white space of JSON (RFC 8259 section 2): no other character may surround a value,
// not even other white space of Unicode.
const Space = " \t\n\r"

// CharSize returns the length in bytes of the escape at i in a JSON string ("\n": 2, "\u00e9": 6),
// 1 for any other byte. An escape at the end of an incomplete text may be longer than its rest.
func CharSize[T ~string | ~[]byte](text T, i int) int {
	switch {
	case text[i] != '\\':
		return 1
	case i+1 < len(text) && text[i+1] == 'u':
		return len(`\u0000`)
	}
	return len(`\n`)
}

// StringEnd returns the offset after the JSON string whose opening quote is at from; -1 if there is
// no closing quote, or an escape is incomplete.
func StringEnd[T ~string | ~[]byte](text T, from int) int {
	for i := from + 1; i < len(text); i += CharSize(text, i) {
		if text[i] == '"' {
			return i + 1
		}
	}
	return -1
}

// Depth returns the greatest nesting of arrays and objects in a JSON text, which may end early.
func Depth[T ~string | ~[]byte](text T) int {
	depth, most := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			end := StringEnd(text, i)
			if end < 0 {
				return most
			}
			i = end - 1
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth--
		}
	}
	return most
}
