// Package text shortens texts and formats counts and durations for messages.
//
// Goals: one rule for shortening, for plurals ("1 probe, 2 probes"), and for durations. Non-goals:
// layout for terminals (see package report), masking.
//
// A map of the files:
//
//	text.go      long texts, numbers with their nouns
//	duration.go  durations in a suite's syntax, and for readers
package text

import "strconv"

// Cut returns at most the first most characters of s, with "…" if there are more.
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

// Short shortens a text from a user for a quotation in a message.
func Short(s string) string { return Cut(s, 60) }

// Count formats a number with its noun: "1 probe", "2 probes".
func Count(n int, noun string) string { return Counted(n, noun, noun+"s") }

// Counted formats a number with the right form of a noun: "2 hypotheses".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
