package drift

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/text"
)

// words holds the distinct strings, numbers and booleans in one place.
type words struct {
	values []string // the first ones, in order of arrival
	rest   map[string]bool
	total  int
}

// mostWords is the maximum number of values that are searched linearly.
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

// many reports whether there are too many values to show or to count as an enumeration.
func (w *words) many() bool { return len(w.rest) > 0 }

// only returns the value if there is exactly one.
func (w *words) only() (string, bool) {
	if len(w.values) == 1 {
		return w.values[0], true
	}
	return "", false
}

// strange returns the values of w that before does not have, in order of arrival.
func (w *words) strange(before *words) []string {
	rest := slices.Sorted(maps.Keys(w.rest))
	return slices.DeleteFunc(slices.Concat(w.values, rest), before.has)
}

// enumeration reports whether the values look like an enumeration: few short words, repeated often
// enough that another would have appeared.
func (w *words) enumeration() bool {
	return !w.many() && w.total >= 3 && len(w.values)*2 <= w.total && !slices.ContainsFunc(w.values, func(v string) bool { return !isWord(v) })
}

// isWord reports whether a value could be an identifier that a program compares with.
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
		shown[i] = strconv.Quote(text.Short(v))
	}
	return strings.Join(first(shown), ", ")
}

// leaf compares the values at one place. In a list the place represents every item, and a different
// value is left to the list; other reports whether there is one.
func (c *comparing) leaf(was, now *tree, path string, inList bool) (other bool) {
	strange := now.words.strange(&was.words)
	switch {
	case len(strange) == 0:
	case was.words.many() && !inList: // of many samples
	case was.kinds&textual != 0 && was.words.enumeration() && !slices.ContainsFunc(strange, func(v string) bool { return !isWord(v) }):
		c.add(Additive, path, quoted(was.words.values), quoted(strange), "a new value of a list of words")
	case inList:
		return true
	case len(was.words.values) > 1:
		c.add(Volatile, path, quoted(was.words.values), quoted(strange), c.samples())
	default:
		c.add(Value, path, was.shown(), now.shown(), "")
	}
	return false
}
