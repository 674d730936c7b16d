// Package predicate implements predicates: operators on one value or a list of nodes.
//
// Goals: a met predicate is cheap; an operator is one type, with optional interfaces for further
// abilities. Non-goals: the operators (package operator), except equality with a literal.
//
// A map of the files:
//
//	predicate.go  Predicate and its terms: judging, explaining
//	operator.go   Operator, and its optional interfaces
//	language.go   the table of operators, and Compiler, a compilation that knows it
//	compile.go    reading predicates and operands
//	comparison.go texts that compare by a sign, as other languages do
//	literal.go    maps that are almost predicates
//	slips.go      misspelled operators
//	shapes.go     the shapes of predicates
//	equals.go     equality with a literal
//	masked.go     outcomes under masks
//	setting.go    the origin of a judged value, for operators whose outcome depends on it
//	suggest.go    values that meet a predicate
package predicate
