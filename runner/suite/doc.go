// Package suite reads the documents that declare a contract: what to send, what
// must hold, what would explain it and what a person has to look up.
//
// [Load] gives a [Suite] with everything checked: keys, types, ids, references,
// durations, paths. Every mistake of a document, and of those that it includes,
// is reported at once as a source.Problems, each with its place, and with the
// nearest known word where one was mistyped.
//
// Vars are filled in here. What only a row, a run or another answer can tell
// (row variables, secrets, captures, ${uuid}…) stays in the requests as written.
//
// The keys of every map are listed in tables (see fields.go). One table drives
// reading, the JSON Schema for editors ([Schema]) and the reference for people
// ([Reference]), so the three cannot differ.
//
// Goals: bad input never panics and never hides a second mistake; linear in the
// size of the document. Non-goals: rows and dependencies as things to send
// (package plan), what expectations mean (package expect), any I/O but reading.
//
// A map of the files:
//
//	model.go       Suite and its parts, as later stages read them
//	load.go        Load and Parse: the order of the work
//	document.go    text to YAML nodes; what YAML alone can get wrong
//	fields.go      tables of keys, and reading a map by one
//	scalars.go     text, numbers, lists, with "expected …, got …"
//	units.go       durations, sizes, rates
//	top.go         the top level's keys
//	vars.go        vars and secrets, with what the command line says
//	include.go     included documents
//	limits.go      limits and cooldown
//	filters.go     volatile and redact
//	probe.go       a probe's keys beside its request's
//	request.go     a request's keys
//	params.go      headers, query, cookies: maps of values
//	body.go        json, form, multipart, body, file, graphql
//	value.go       JSON values that keep their order and places
//	auth.go        auth
//	connection.go  tls, connect_to and what else says how to connect
//	overlay.go     request: under a probe, a probe under a row
//	finish.go      a merged request, checked and filled
//	rows.go        each and matrix
//	table.go       rows from CSV and JSON files
//	scope.go       which ${names} are known where
//	findings.go    findings
//	hypotheses.go  hypotheses
//	checklist.go   checklist
//	names.go       probes by id, row and glob
//	graph.go       what waits for what; cycles
//	paths.go       files beside the document
//	shapes.go      types of values, in words and as JSON Schema
//	schema.go      the JSON Schema
//	schema_expect.go  its part about expectations
//	reference.go   the keys as rows for the documentation
package suite
