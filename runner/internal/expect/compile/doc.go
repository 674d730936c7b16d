// Package compile has the state of reading an expectation, and the readers of its YAML nodes.
//
// Goals: every error is recorded with its position; a ${reference} is filled in before a key reads
// its value, or waits for Bind. Non-goals: the meaning of keys and operators (the packages above).
//
// A map of the files:
//
//	scope.go       what an expectation is compiled in
//	state.go       errors, references, limits
//	literal.go     literals, lists, patterns
//	json.go        YAML documents as JSON values
//	references.go  ${references} filled
//	secrets.go     the secrets that a check compares with
//	shared.go      data shared by the expectations of a suite
package compile
