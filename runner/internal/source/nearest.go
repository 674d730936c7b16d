package source

import (
	"strings"

	"github.com/agext/levenshtein"
)

// Nearest returns the known word that a mistyped one most likely meant, "" if none is near enough.
func Nearest(word string, known []string) string {
	return Within(word, known, len(word)/3+1)
}

// Within returns the known word that is nearest, at most so many letters away, "" if there is none.
func Within(word string, known []string, most int) string {
	best, bestDistance := "", most+1
	folded := strings.ToLower(word)
	for _, k := range known {
		d := levenshtein.Distance(folded, strings.ToLower(k), nil)
		if d < bestDistance && d < len(k) {
			best, bestDistance = k, d
		}
	}
	return best
}

// Bare returns a word in lower case without the signs between its parts: status_code, status-code
// and statusCode are one word.
func Bare(word string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(word))
}
