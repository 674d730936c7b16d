// Package source holds places in documents, and problems with their places.
//
// Every stage that reads a suite (suite, expect, plan) reports an error as a [Problem]: a place, a
// sentence, the nearest known word and the next step. Problems are collected, so that a person sees
// all of a document at once.
//
// Goals: one format for every message about a document; positions that survive YAML anchors,
// aliases and merge keys. Non-goals: knowing what a suite means.
//
// A map of the files:
//
//	place.go     File and Pos: a text and a line:column in it
//	problem.go   Problem and Problems: what is wrong, rendered with a caret
//	nearest.go   "did you mean": the known word closest to a mistyped one
//	glob.go      names with wildcards
//	pattern.go   regular expressions that are compiled when first used
//	offset.go    the place of a byte
//	read.go      the bytes of a file, up to a limit
//	node.go      YAML nodes with aliases and merge keys resolved
//	json.go       surrogate pairs of JSON, for readers of YAML
package source
