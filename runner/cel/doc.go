// Package cel links the evaluator of CEL into a program that runs suites: the key cel of an
// expectation, and match.Satisfy. The program imports it for that only:
//
//	import _ "assay/runner/cel"
//
// Goals: who writes no CEL links none of it, a fifth of a test program and of the time to link it.
// Non-goals: an API of its own. The command links it by itself.
//
// A map of the files:
//
//	link.go the compiler of the key, handed to package expect
package cel
