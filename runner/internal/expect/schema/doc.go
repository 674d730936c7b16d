// Package schema judges JSON by JSON Schema 2020-12. It has the key `schema`, and what the operator
// and OpenAPI share.
//
// Goals: a schema is compiled once for a suite; files come from the suite's folder only; each
// failure names the place in the value and the keyword. Non-goals: the evaluator (package
// jsonschema).
//
// A map of the files:
//
//	schema.go    reading schemas, validating
//	set.go       compiled schemas of a suite
//	folder.go    the files of a folder
//	pattern.go   patterns that look ahead
//	formats.go   formats
//	failures.go  failures of a value
//	partly.go    large bodies, of which parts are built
//	masked.go    masked values
//	example.go   a value that a schema takes
package schema
