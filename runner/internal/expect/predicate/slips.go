package predicate

import (
	"strings"
	"unicode"
)

// plainWord returns a word in lower case without separators: startsWith, starts-with.
func plainWord(word string) string {
	return strings.Map(func(c rune) rune {
		if c == '_' || c == '-' || c == ' ' {
			return -1
		}
		return unicode.ToLower(c)
	}, word)
}

// The minimum lengths for kinds of typos.
const (
	mixesUp  = 3 // two letters in the wrong order, one written twice, another case
	drops    = 4 // one left out, but for an s at the end
	adds     = 6 // one too many, but for an s at the end
	mistakes = 7 // a wrong one
)

func slipped(word, op string) bool {
	n := len(op)
	if n < mixesUp {
		return false
	}
	if plainWord(word) == plainWord(op) {
		return true
	}
	switch len(word) - n {
	case 0:
		return swapped(word, op) || n >= mistakes && replaced(word, op)
	case 1:
		return inserted(word, op, true) || n >= adds && inserted(word, op, false) && word != op+"s"
	case -1:
		return n >= drops && inserted(op, word, false) && op != word+"s"
	}
	return false
}

// swapped reports whether two neighbors of a are swapped in b.
func swapped(a, b string) bool {
	for i := range len(a) - 1 {
		if a[:i] == b[:i] && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:] {
			return a != b
		}
	}
	return false
}

// replaced reports whether one letter of a is another one in b.
func replaced(a, b string) bool {
	for i := range len(a) {
		if a[:i] == b[:i] && a[i+1:] == b[i+1:] {
			return a != b
		}
	}
	return false
}

// inserted reports whether long is short with one more letter; twice: it repeats the one before.
func inserted(long, short string, twice bool) bool {
	for i := range len(long) {
		if long[:i] == short[:i] && long[i+1:] == short[i:] && (!twice || i > 0 && long[i] == long[i-1]) {
			return true
		}
	}
	return false
}

// spellings returns a pattern of the spellings of the operator.
func spellings(op string) string {
	var b strings.Builder
	b.WriteString("[-_ ]*")
	for _, r := range strings.ReplaceAll(op, "_", "") {
		b.WriteString("[" + strings.ToUpper(string(r)) + string(r) + "][-_ ]*")
	}
	return b.String()
}

// slips returns patterns of the words with one typo.
func slips(op string) []string {
	n := len(op)
	if n < mixesUp {
		return nil
	}
	out := []string{spellings(op)}
	for i := range n {
		out = append(out, op[:i]+op[i:i+1]+op[i:])
		if i+1 < n {
			out = append(out, op[:i]+op[i+1:i+2]+op[i:i+1]+op[i+2:])
		}
		if missing := op[:i] + op[i+1:]; n >= drops && op != missing+"s" {
			out = append(out, missing)
		}
		if n >= adds {
			out = append(out, op[:i]+"."+op[i:])
		}
		if n >= mistakes {
			out = append(out, op[:i]+"."+op[i+1:])
		}
	}
	if n >= adds {
		out = append(out, op+"[^s]")
	}
	return out
}
