package show

import (
	"strconv"

	"assay/runner/internal/text"
)

// Quote returns a text in quotes, of limited length.
func Quote(s string) string { return strconv.Quote(text.Cut(s, 120)) }

// quoteAll returns a whole text in quotes.
func quoteAll(s string) string { return strconv.Quote(s) }

// WithArticle returns a JSON type with its article: "an array". null has none.
func WithArticle(noun string) string {
	switch noun {
	case "null":
		return noun
	case "array", "object", "integer":
		return "an " + noun
	}
	return "a " + noun
}
