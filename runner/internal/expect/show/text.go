package show

import (
	"strconv"
	"strings"
)

// Quote is a text in quotes, cut to a bearable length.
func Quote(s string) string { return strconv.Quote(Cut(s, 120)) }

// quoteAll is a text in quotes, whole.
func quoteAll(s string) string { return strconv.Quote(s) }

// Plural is a count with its noun: "1 node", "3 nodes".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Noun is a noun in the number of n: "key", "keys".
func Noun(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Join is words as a sentence lists them: "a, b or c".
func Join(words []string, last string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// WithArticle is a type of JSON with its article: "an array"; null has none.
func WithArticle(noun string) string {
	switch noun {
	case "null":
		return noun
	case "array", "object", "integer":
		return "an " + noun
	}
	return "a " + noun
}

// Cut keeps a text on a bearable length.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most] + "…"
}

// Clip is s on one line of at most that many characters.
func Clip(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
