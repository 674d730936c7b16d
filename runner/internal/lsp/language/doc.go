// Package language looks up which words of the suite format may stand at a place of a document.
//
// Goals: the tables that the loader, assay schema and the docs share are the only source.
// Non-goals: whether a value is right, which package suite says.
//
// A map of the files:
//
//	language.go At, Keys, Words: schemas by the path of keys
package language
