// Package lang declares the words of the suite format: a word has its meaning and the shape of its
// value, in words for people and as JSON Schema for editors.
//
// Goals: a key or an operator is declared once, where it is implemented; the loader, the JSON
// Schema, the reference and the importers use that declaration. Non-goals: reading documents
// (package suite), what a word means when it is judged (package expect).
//
// A map of the files:
//
//	word.go    Word, Section, and the JSON Schema of a map of words
//	strict.go  a schema as strict validators compile it, and editors explain it
//	shape.go   Shape, Schema, and the shapes that several words share
package lang
