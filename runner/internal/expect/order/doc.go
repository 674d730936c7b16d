// Package order is regular expressions over names: in what order things may come.
//
// Goals: one pass, linear in the things that come whatever the expression; a break says
// what could have come, and where in the expression.
// Non-goals: what the names stand for (package stream).
//
// A map of the files:
//
//	parse.go    the text to a tree, and its mistakes
//	program.go  the tree to a program
//	run.go      the program run: sets of places, built when first met
package order
