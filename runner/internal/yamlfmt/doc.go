// Package yamlfmt writes suite documents in one canonical way.
//
// The layout: two spaces for each level, one space before a comment that stands beside a
// value, no spaces at line ends, one line end at the end. At most one blank line is kept
// between two entries, and one stands in front of every section of the top level that
// takes several lines. A map or list in braces stays in braces where it fits into 120
// columns and holds no comment, and stands in lines of its own otherwise. Quotes, anchors,
// merge keys and the order of keys are the author's and stay.
//
// Goals: comments and meaning survive, which [Format] checks itself before it
// gives a text back; formatting twice changes nothing. Non-goals: knowing the
// keys of a suite; any I/O.
//
// A map of the files:
//
//	format.go   Format: a text to the canonical text
//	encode.go   Encode: nodes to text, blank lines where they are wished
//	blank.go    the author's blank lines
//	beside.go   comments behind anchors
//	folds.go    the author's line ends in folded texts
//	braces.go   which maps and lists stay in braces
//	same.go     that two documents mean the same and hold the same comments
package yamlfmt
