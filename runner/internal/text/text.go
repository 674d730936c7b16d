// Package text shortens, counts and measures what messages show.
//
// Goals: one rule for how a long text is cut, for "1 probe, 2 probes", and for durations.
// Non-goals: layout for terminals (see package report), masking.
//
// A map of the files:
//
//	text.go      long texts, numbers with their nouns
//	duration.go  durations as a suite writes them, and as people read them
package text

import "strconv"

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

// Short is as much of s as a message quotes of a text that a person wrote.
func Short(s string) string { return Cut(s, 60) }

// Count is a number with its noun: "1 probe", "2 probes".
func Count(n int, noun string) string { return Counted(n, noun, noun+"s") }

// Counted is a number with the one or the other form of a noun: "2 hypotheses".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
