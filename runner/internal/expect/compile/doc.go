// Package compile is the state of reading an expectation, and the readers of its YAML nodes.
//
// Goals: every mistake is recorded with its place; a ${reference} is filled before a key reads
// its value, or waits for Bind.
// Non-goals: what a key or an operator means (the packages above).
//
// A map of the files:
//
//	scope.go       what an expectation is compiled in
//	state.go       mistakes, references, limits
//	literal.go     literals, lists, patterns
//	json.go        YAML documents as JSON values
//	references.go  ${references} filled
//	secrets.go     the secrets that a check compares with
//	shared.go      what expectations of a suite have in common
package compile
