// Package predicate is predicates: operators over one value or a list of nodes.
//
// Goals: a predicate that is met costs next to nothing; an operator is one type, which says by
// optional interfaces what else it can do.
// Non-goals: the operators (package operator), but for equality, which a literal is.
//
// A map of the files:
//
//	predicate.go  Predicate and its terms: judging, explaining
//	operator.go   Operator, and what one may do beside judging
//	language.go   the table of operators, and Compiler, a compilation that knows it
//	compile.go    reading predicates and operands
//	literal.go    maps that nearly are predicates
//	slips.go      words that are nearly operators
//	shapes.go     the shapes of predicates
//	equals.go     equality with a literal
//	masked.go     outcomes under masks
//	setting.go    where a judged value was found, for operators whose outcome depends on it
//	suggest.go    values that meet a predicate
package predicate
