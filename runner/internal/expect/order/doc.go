// Package order implements regular expressions over names, for the order of events.
//
// Goals: one pass, linear in the events for every expression; a mismatch says what was expected,
// and where in the expression. Non-goals: the meaning of the names (package stream).
//
// A map of the files:
//
//	parse.go    the text to a tree, and its errors
//	program.go  the tree to a program
//	run.go      runs the program: sets of places, built on first use
//	sentences.go  short sequences that meet an expression
package order
