// Package value names places in a JSON value, queries them, finds them in its text, and compares
// its numbers.
//
// Goals: one parser of queries, JSONPath of RFC 9535; one spelling of a place, so that failures,
// drifts, misses and mutants name a member by the same text, which is a JSONPath for use in a
// suite; one reader of JSON for values, one that keeps the offsets too; one comparison of numbers,
// by value.
//
// Non-goals: selecting nodes (see theory/jsonpath), JSON Pointer in messages, values of YAML,
// saying why a text is not JSON (see exchange.ParseJSON).
//
// A map of the files:
//
//	path.go     places
//	parse.go    reads a place
//	query.go    reads a query
//	diff.go     finds the differences of two values
//	decimal.go  compares numbers exactly
//	decode.go   reads a JSON text
//	short.go    reads most answers faster
//	at.go       reads one node of those
//	wanted.go   says which parts of a JSON text to read
//	node.go     reads a JSON text into nodes with their offsets
//	text.go     strings and nesting of a JSON text
package value
