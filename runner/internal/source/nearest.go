package source

import (
	"strings"

	"github.com/agext/levenshtein"
)

// Nearest returns the known word that a mistyped one most likely meant, "" if none is near enough.
func Nearest(word string, known []string) string {
	best, bestDistance := "", len(word)/3+2
	folded := strings.ToLower(word)
	for _, k := range known {
		d := levenshtein.Distance(folded, strings.ToLower(k), nil)
		if d < bestDistance && d < len(k) {
			best, bestDistance = k, d
		}
	}
	return best
}
