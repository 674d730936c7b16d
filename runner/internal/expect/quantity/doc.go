// Package quantity is the operators that compare quantities: numbers, durations, sizes and
// times. Package operator has them in its table.
//
// Goals: a quantity compares with one of its kind only; no number is rounded.
// Non-goals: which texts are quantities (package values), times that a response names
// (package reset).
//
// A map of the files:
//
//	ordering.go    lt, le, gt, ge, between
//	increasing.go  increasing
//	timeuntil.go   time_until
//	shapes.go      the shapes of their operands
package quantity
