// Package quantity has the operators that compare quantities: numbers, durations, sizes and times.
// They are in the table of package operator.
//
// Goals: a quantity is compared only with one of its kind; no number is rounded. Non-goals: which
// texts are quantities (package values), times in a response (package reset).
//
// A map of the files:
//
//	ordering.go    lt, le, gt, ge, between
//	increasing.go  increasing
//	sums.go        adds_up
//	timeuntil.go   time_until
//	shapes.go      the shapes of their operands
package quantity
