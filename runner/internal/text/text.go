// Package text shortens and counts what messages show.
//
// Goals: one rule for how a long text is cut, and for "1 probe, 2 probes". Non-goals: layout
// for terminals (see package report), masking.
//
// Files: text.go is all there is.
package text

import (
	"strconv"
)

// Cut is the first characters of s, at most so many, with "…" where there are more.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for i := range s {
		if most == 0 {
			return s[:i] + "…"
		}
		most--
	}
	return s
}

// Count is a number with its noun: "1 probe", "2 probes".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
