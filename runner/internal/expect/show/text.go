package show

import (
	"strconv"

	"assay/runner/internal/text"
)

// Quote is a text in quotes, cut to a bearable length.
func Quote(s string) string { return strconv.Quote(text.Cut(s, 120)) }

// quoteAll is a text in quotes, whole.
func quoteAll(s string) string { return strconv.Quote(s) }

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
