// Package show writes judged values and lists of words as messages show them.
//
// Goals: one look of a value in every message: its type where that is open, a bearable
// length, quotes that are exact.
// Non-goals: deciding anything; laying out failures (package report).
//
// A map of the files:
//
//	show.go     a value
//	text.go     words and texts
//	excerpt.go  where two texts part: excerpts and diffs
package show
