// Package expect compiles expectations of responses, and judges and explains them without I/O.
//
// Goals: one mechanism for suites and hand-written specs; three outcomes (without the necessary
// data it is neither met nor unmet); a cheap judgement if it is met; failures that are values with
// subject, place, expected and actual. Non-goals: sending requests, verdicts of findings (package
// judge), formatting failures (package report).
//
// Other packages import only this one. It consists of the packages below, each of which imports
// only those before it in this list; data of a later one is passed as a parameter, like the table
// of operators to package predicate:
//
//	values, show        judged values, and their form in messages
//	outcome             results and failures
//	compile             the state of a compilation, readers of YAML nodes
//	mask                masked values
//	check               judging: expectations, samples, time, examples
//	schema              JSON Schema
//	predicate, quantity, operator
//	                    predicates and their operators
//	jsonpath, response, compare, xml, order, stream, cel, openapi
//	                    the keys of an expectation; order is that of streams
//	expect              all keys, and the keys with nested expectations
//
// A map of the files:
//
//	api.go          Compile, and the API for other packages
//	compile.go      reads an expectation and its keys
//	repeated.go     compiles expectations of the same text once
//	keys.go         the table of keys
//	linked.go       the keys that a program links by an import
//	shapes.go, definitions.go
//	                shapes of the keys, and their JSON Schema for editors
//	answer.go, combine.go, share.go
//	                the keys with nested expectations
//	golang.go       keys and predicates from Go values, for the matchers
package expect
