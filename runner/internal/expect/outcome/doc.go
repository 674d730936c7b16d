// Package outcome has the results of judging: outcomes of three values, failures and the reasons
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
//	codes.go    the kinds of failures, for scripts
//	subject.go  what a failure is about
//	inside.go   named answers in others
package outcome
