// Package expect is what must hold of an answer: expectations and predicates,
// compiled once, judged without I/O, and explained.
//
// Goals: one mechanism for suites and hand-written specs; three outcomes (what
// an observation does not tell is neither met nor unmet); a met judgement that
// costs next to nothing; failures that are values with subject, place, expected
// and actual. Non-goals: sending anything, verdicts of findings (package judge),
// laying out failures (package report).
//
// A map of the files:
//
//	expectation.go  Compile, Bind, Judge: an expectation and its keys
//	compiling.go    the state of a compilation, and readers of YAML nodes
//	references.go   ${references} inside expectations
//	shared.go       what expectations of a suite have in common
//	api.go          the values that other stages see
//	predicate.go    predicates: operators over one value or a list of nodes
//	equality.go, ordering.go, textual.go, lists.go, like.go, kinds.go
//	                the operators
//	value.go, decimal.go, units.go
//	                JSON values, exact numbers, durations and sizes
//	subject.go, show.go, excerpt.go
//	                how messages name and show what was judged
//	jsonpath.go, pathnodes.go
//	                JSONPaths: compiled, followed, explained where they end
//	status.go, headers.go, body.go, json.go, …
//	                one key of an expectation each, registered in keys
//	reported.go     what is known of a transcribed or cut answer
//	compare.go, shape.go
//	                two answers side by side
//	matchers.go     the keys as Gomega matchers
package expect
