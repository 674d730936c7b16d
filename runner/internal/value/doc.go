// Package value names places in a JSON value and compares its numbers.
//
// Goals: one spelling of a place, so that failures, drifts, misses and mutants name a member by the
// same text, which is a JSONPath for use in a suite; one comparison of numbers, by value.
//
// Non-goals: queries (see theory/jsonpath), JSON Pointer in messages, values of YAML.
//
// Files: path.go has places; parse.go reads one; diff.go finds the differences of two values;
// decimal.go compares numbers exactly.
package value
