package source

import "strings"

// Glob reports whether the whole of s is what glob describes: "*" is any text,
// "?" one byte, and brackets are brackets.
func Glob(glob, s string) bool {
	star, from := -1, 0 // the last "*" and where its text started
	g, i := 0, 0
	for i < len(s) {
		switch {
		case g < len(glob) && glob[g] == '*':
			star, from = g, i
			g++
		case g < len(glob) && (glob[g] == '?' || glob[g] == s[i]):
			g++
			i++
		case star >= 0:
			from++
			g, i = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(glob[g:], "*") == ""
}
