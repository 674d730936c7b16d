// Package expect is what must hold of an answer: expectations and predicates,
// compiled once, judged without I/O, and explained.
//
// Goals: one mechanism for suites and hand-written specs; three outcomes (what
// an observation does not tell is neither met nor unmet); a met judgement that
// costs next to nothing; failures that are values with subject, place, expected
// and actual. Non-goals: sending anything, verdicts of findings (package judge),
// laying out failures (package report).
//
// Other packages import this one alone. It is made of rooms, each of which knows those
// before it in this list and none after it; what a room needs of a later one is handed
// down to it, as the table of operators is to package predicate:
//
//	values, show        judged values, and how messages show them
//	outcome             results and failures
//	compile             the state of a compilation, readers of YAML nodes
//	mask                values that were masked
//	check               judging: expectations, samples, time, examples
//	schema              JSON Schema
//	predicate, quantity, operator
//	                    predicates and their operators
//	jsonpath, response, compare, xml, order, stream, cel, openapi
//	                    the keys of an expectation; order is that of streams
//	expect              all keys, and the keys with expectations inside
//
// A map of the files:
//
//	api.go          Compile, and what other packages know of the rooms
//	compile.go      reading an expectation and its keys
//	keys.go         the table of keys: all that is known of each
//	shapes.go, definitions.go
//	                how they are written, and the JSON Schema of that for editors
//	answer.go, combine.go, share.go
//	                the keys with expectations inside
//	golang.go       keys and predicates given as Go values, for the matchers
package expect
