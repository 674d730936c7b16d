// Package values has the values that predicates judge: JSON, and others such as a missing value, a
// list of nodes, a text cut short, a size and a class of statuses.
//
// Goals: exact equality and order (1 is 1.0, no number is rounded); one place that reads every form
// in which a suite may write a quantity. Non-goals: messages (package show), JSON texts (package
// exchange).
//
// A map of the files:
//
//	value.go     JSON values, missing values, lists of nodes, partial texts
//	kind.go      the kinds of judged values
//	equal.go     equality, and where two values differ
//	steps.go     numbers that increase, and those of so many bits
//	quantity.go  numbers, durations, sizes and times that texts write
//	units.go     durations and sizes with their units
//	status.go    a status, or a class of them
//	example.go   texts that a pattern or a format takes
package values
