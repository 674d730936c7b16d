// Package compare compares two responses: the keys `same_as` and `differs_from`.
//
// Goals: volatile parts are left out and named; what cannot be compared is unknown.
// Non-goals: comparing runs (package drift).
//
// A map of the files:
//
//	compare.go  status, headers and bodies
//	shape.go    the types at each path
//	key.go      the keys
package compare
