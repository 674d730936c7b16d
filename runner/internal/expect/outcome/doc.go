// Package outcome is what judging gives: an outcome of three values, failures and the reasons
// why something is unknown.
//
// Goals: a met result costs no allocation; failures are values, their text is written once.
// Non-goals: judging (package check), printing (package report).
//
// A map of the files:
//
//	outcome.go  met, unmet, unknown, and how they combine
//	result.go   the result of an expectation
//	failure.go  one unmet part
//	codes.go    what is wrong, for scripts
//	subject.go  what a failure is about
//	inside.go   named answers inside others
package outcome
