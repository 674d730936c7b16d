// Package strength makes the value of how strong suites are, which reports show, from what package
// mutate judged.
//
// Goals: package report links no mutation, as tests of suites need none. Non-goals: texts (package
// report).
//
// A map of the files:
//
//	strength.go  Of: a report.Strength from judged suites
package strength
