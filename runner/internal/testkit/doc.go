// Package testkit holds what tests of several packages share: golden files, programs that they
// start, and the check of fuzzed imports.
//
// Goals: one helper for all packages, one variable that accepts what came. Non-goals: servers and
// suites for tests, which belong to the packages that need them.
//
// A map of the files:
//
//	golden.go    golden files, compared or written anew
//	program.go   programs that tests start, compiled when the first asks for one
//	untimed.go   comparisons of targets without what depends on the machine
//	imported.go  what importers make of fuzzed files, and seeds for it
package testkit
