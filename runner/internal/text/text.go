// Package text shortens texts and formats counts and durations for messages.
//
// Goals: one rule for shortening, for plurals ("1 probe, 2 probes"), and for durations. Non-goals:
// layout for terminals (see package report), masking.
//
// A map of the files:
//
//	text.go      long texts, lists of words, numbers with their nouns
//	duration.go  durations in a suite's syntax, and for readers
package text

import (
	"strconv"
	"strings"
)

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

// Quoted is strconv.Quote, and a fifth of its time for a text that is quoted as it is, as most are.
func Quoted(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return strconv.Quote(s)
		}
	}
	return `"` + s + `"`
}

// Line returns s on one line, with single blanks, cut after the first most characters.
func Line(s string, most int) string { return Cut(strings.Join(strings.Fields(s), " "), most) }

// List joins words as a sentence lists them: "a, b or c", with last "or".
func List(words []string, last string) string {
	end := len(words) - 1
	if end < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:end], ", ") + " " + last + " " + words[end]
}

// Noun returns a noun in the number of n: "key", "keys".
func Noun(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Count formats a number with its noun: "1 probe", "2 probes".
func Count(n int, noun string) string { return strconv.Itoa(n) + " " + Noun(n, noun) }

// Counted formats a number with the right form of a noun: "2 hypotheses".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
