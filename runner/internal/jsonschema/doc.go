// Package jsonschema judges JSON values by JSON Schemas: drafts 4, 6, 7, 2019-09 and
// 2020-12 (https://json-schema.org/specification).
//
// Goals: every failure of a value is reported, with its place in the value and that of the keyword;
// formats are asserted; numbers are exact in every notation; a pattern engine may run out of time,
// which leaves the result unknown; all work is lazy, so that linking the package costs a process
// nothing. Non-goals: fetching (Compiler.Load decides which $refs are allowed), vocabularies,
// annotations as output, content keywords, which assert nothing.
//
// A map of the files:
//
//	compiler.go    Compiler: addresses to schemas
//	pending.go     schemas that refer to those being compiled
//	document.go    documents, the resources and anchors in them
//	address.go     URLs and JSON pointers
//	keywords.go    the keywords of each draft, and the shapes of their values
//	metaschema.go  the metaschemas, made from the keywords
//	schema.go      Schema, a compiled one
//	parse.go       keywords to the fields of Schema
//	validate.go    Schema.Validate, and the keywords for every value
//	partly.go      values of which only parts are built
//	combine.go     references, conditions, unevaluated parts
//	object.go      the keywords of objects
//	array.go       the keywords of arrays
//	scalar.go      the keywords of texts and numbers
//	number.go      exact numbers
//	equal.go       equality of values
//	errors.go      Error, a failure of a value; the errors of compiling
//	formats.go     the formats: dates, names, pointers
//	formaturi.go   the formats of URIs
package jsonschema
