// Package outline reads the keys, lists and scalars of a YAML text with their places, also of a
// text that is being typed and is no YAML yet.
//
// Goals: the place of a cursor in any text, in time that does not depend on the size of the
// document (entries are read when they are looked at); no error, no panic. Non-goals: the meaning
// of a document, and all of YAML: anchors, aliases and tags are skipped. Package suite reads
// documents.
//
// A map of the files:
//
//	node.go    Node: a key with its value, an item of a list
//	read.go    block style: lines and their indents
//	flow.go    flow style: braces and brackets
//	scalar.go  texts: plain, quoted, blocks of lines
//	place.go   At: what is at an offset of the text
package outline
