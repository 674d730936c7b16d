// Package yamlfmt writes suite documents in one canonical way.
//
// The layout: two spaces for each level, one space before a comment after a value, no spaces at
// line ends, one line end at the end. At most one blank line is kept between two entries, and one
// is added before every section of the top level that takes several lines. A map or list in braces
// stays in braces if it fits into 120 columns and contains no comment; otherwise it is split into
// lines. Quotes, anchors, merge keys and the order of keys are kept.
//
// Goals: comments and meaning survive, which [Format] checks itself before it returns a text;
// formatting twice changes nothing. Non-goals: knowing the keys of a suite; any I/O.
//
// A map of the files:
//
//	format.go   Format: a text to the canonical text
//	pieces.go   large documents, a part at a time
//	settled.go  lines that are canonical already, without parsing them
//	encode.go   Encode: nodes to text, with blank lines
//	dump.go     the YAML encoder, a part of a large document at a time
//	blank.go    the author's blank lines
//	beside.go   comments after anchors
//	folds.go    the author's line ends in folded texts
//	braces.go   which maps and lists stay in braces
//	same.go     whether two documents have the same meaning and comments
package yamlfmt
