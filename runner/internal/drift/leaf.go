package drift

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// words are the different values that strings, numbers and booleans of one place
// have.
type words struct {
	values []string // the first ones, in the order in which they came
	rest   map[string]bool
	total  int
}

// mostWords bounds the values that are looked through one by one.
const mostWords = 32

func (w *words) add(v string) {
	w.total++
	switch {
	case w.has(v):
	case len(w.values) < mostWords:
		w.values = append(w.values, v)
	case w.rest == nil:
		w.rest = map[string]bool{v: true}
	default:
		w.rest[v] = true
	}
}

func (w *words) has(v string) bool { return w.rest[v] || slices.Contains(w.values, v) }

// many reports whether there are more values than are shown or taken for a list of words.
func (w *words) many() bool { return len(w.rest) > 0 }

// only is the value where there is no other.
func (w *words) only() (string, bool) {
	if len(w.values) == 1 {
		return w.values[0], true
	}
	return "", false
}

// strange are the values that are not among those of before, the first ones of now first.
func (w *words) strange(before *words) []string {
	rest := slices.Sorted(maps.Keys(w.rest))
	return slices.DeleteFunc(slices.Concat(w.values, rest), before.has)
}

// enumeration reports whether the values look like words of a fixed list: few of
// them, each short and a word, and repeated often enough that another would have
// shown.
func (w *words) enumeration() bool {
	return !w.many() && w.total >= 3 && len(w.values)*2 <= w.total && !slices.ContainsFunc(w.values, func(v string) bool { return !isWord(v) })
}

// isWord reports whether a value could be a name that a program compares with.
func isWord(v string) bool {
	if v == "" || len(v) > 40 {
		return false
	}
	letters := false
	for _, c := range v {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			letters = true
		case '0' <= c && c <= '9', c == '_', c == '-', c == '.', c == ':', c == '/':
		default:
			return false
		}
	}
	return letters
}

func quoted(values []string) string {
	shown := make([]string, len(values))
	for i, v := range values {
		shown[i] = strconv.Quote(cut(v))
	}
	return strings.Join(first(shown), ", ")
}

// leaf compares the values at one place. In a list the place stands for every
// item, and another value there is the list's matter; it reports whether there is
// one.
func (c *comparing) leaf(was, now *tree, path string, inList bool) (other bool) {
	strange := now.words.strange(&was.words)
	switch {
	case len(strange) == 0:
	case was.words.many() && !inList: // of many samples
	case was.kinds&text != 0 && was.words.enumeration() && !slices.ContainsFunc(strange, func(v string) bool { return !isWord(v) }):
		c.add(Additive, path, quoted(was.words.values), quoted(strange), "a new value of a list of words")
	case inList:
		return true
	case len(was.words.values) > 1:
		c.add(Volatile, path, quoted(was.words.values), quoted(strange), "it varies among the recorded samples")
	default:
		c.add(Value, path, was.shown(), now.shown(), "")
	}
	return false
}
