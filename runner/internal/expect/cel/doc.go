// Package cel implements the key `cel`: expressions of the Common Expression Language.
//
// Goals: checked when a suite is loaded; bounded steps; a masked value is unknown. Non-goals: the
// language itself, which cel-go implements.
//
// A map of the files:
//
//	key.go          the key
//	environment.go  what expressions may name
//	answers.go      the responses of other probes
//	masked.go       masked values
package cel
