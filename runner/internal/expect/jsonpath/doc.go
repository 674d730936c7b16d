// Package jsonpath is JSONPaths (RFC 9535) and the key `json`.
//
// Goals: the same nodes in the same order each time; a path that selects nothing says where
// it ends.
// Non-goals: parsing and filters, which are those of theory/jsonpath.
//
// A map of the files:
//
//	path.go      compiled paths
//	nodes.go     what a path selects, in order
//	key.go       the key `json`
//	paired.go    the nodes of two paths in the same item
//	reported.go  what a transcribed answer tells of a path
package jsonpath
