// Package value knows where things are in a JSON value.
//
// Goals: one spelling of a place, so that a failure, a drift, a miss and a mutant name the
// same member with the same text, and that text is a JSONPath that a suite can use.
//
// Non-goals: queries (see theory/jsonpath), JSON Pointer in messages, values of YAML.
//
// Files: path.go is a place; parse.go reads one back; diff.go finds where two values differ.
package value
