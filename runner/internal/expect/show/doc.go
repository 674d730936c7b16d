// Package show formats judged values for messages.
//
// Goals: one look of a value in every message: its type where that is open, a limited length, exact
// quotes. Non-goals: deciding anything; laying out failures (package report); texts and counts
// (package text).
//
// A map of the files:
//
//	show.go     a value
//	text.go     words and texts
//	excerpt.go  where two texts part: excerpts and diffs
package show
