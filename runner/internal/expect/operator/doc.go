// Package operator has the operators of predicates. Each is a type with its compiler in one of the
// files and a row in the table.
//
// Goals: the table is the one place where an operator is declared.
// Non-goals: how predicates combine them (package predicate).
//
// A map of the files:
//
//	table.go         the table of operators, and the shapes of their operands
//	alternatives.go  in, one_of
//	like.go          like
//	schema.go        schema
//	parsed.go        parsed
//	textual.go       matches, starts_with, ends_with
//	contains.go      contains
//	length.go        length, count, empty
//	kinds.go         type, format
//	lists.go         each, any, nodes
//	negation.go      not, absent, present
//	several.go       lists of predicates
package operator
