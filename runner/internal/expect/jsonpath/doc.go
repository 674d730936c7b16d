// Package jsonpath implements JSONPaths (RFC 9535) and the key `json`.
//
// Goals: the same nodes in the same order each time; a path that selects nothing says where it
// ends. Non-goals: parsing and filters, which theory/jsonpath implements.
//
// A map of the files:
//
//	path.go      compiled paths
//	nodes.go     the nodes of a path, in order
//	key.go       the key `json`
//	part.go      the node of a simple path, without the rest of the body
//	paired.go    the nodes of two paths in the same item
//	reported.go  the reported paths of a transcribed response
package jsonpath
