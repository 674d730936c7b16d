package source

import (
	"bytes"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Nearest returns the known word that a mistyped one most likely meant, "" if none is near enough.
func Nearest(word string, known []string) string {
	return Within(word, known, len(word)/3+1)
}

// Within returns the known word that is nearest, at most so many letters away, "" if there is none.
// Of several as near, one of the same letters in another order is it: letters change places often.
func Within(word string, known []string, most int) string {
	best, bestDistance, jumbled := "", most+1, false
	folded := strings.ToLower(word)
	for _, k := range known {
		lower := strings.ToLower(k)
		d := levenshtein.Distance(folded, lower, nil)
		if d > bestDistance || d >= len(k) || d > most {
			continue
		}
		if same := haveSameLetters(folded, lower); d < bestDistance || same && !jumbled {
			best, bestDistance, jumbled = k, d, same
		}
	}
	return best
}

// haveSameLetters reports whether two words have the same letters, in whatever order.
func haveSameLetters(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	one, other := []byte(a), []byte(b)
	slices.Sort(one)
	slices.Sort(other)
	return bytes.Equal(one, other)
}

// Bare returns a word in lower case without the signs between its parts: status_code, status-code
// and statusCode are one word.
func Bare(word string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(word))
}
