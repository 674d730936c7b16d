// Package suite reads the documents that declare a contract: requests, findings, hypotheses that
// explain them, and the checklist of questions for a person.
//
// [Load] returns a [Suite] with everything checked: keys, types, ids, references, durations, paths.
// It reports all errors of a document, and of those that it includes, at once as a source.Problems,
// each with its position, and with the nearest known word for a mistyped one.
//
// # Filling in references
//
// This package fills in vars. References whose value depends on a row, a run or another response
// (row variables, secrets, captures, ${uuid}…) stay in the requests as written. A value from
// outside (--var, the environment) gets the type of the document's value: "5" for a var that is
// declared as 3 is a number.
//
// # Merging
//
// A request is merged from request:, its probe and its row, of which the later ones override. Maps
// merge key by key, JSON bodies at any depth; null removes an earlier value, and is a JSON null
// only if there was none; lists and scalars override; another kind of body, another address (path,
// url) and credentials replace. An included document contributes vars, answers, request and probes;
// the including one overrides it name by name, and paths are relative to the folder of the document
// that has them. The request: of a pack is for its own probes.
//
// # Rows
//
// In a CSV file of rows, numbers and booleans are typed, as in YAML without quotes; a column "row"
// names the rows, otherwise the first column if its values all differ, otherwise they are numbered
// from 1. A reference to a probe with rows means the row of the same name (${login.token} in
// read[a] is that of login[a]), or the only row; ${login[a].token} names one. An id in after: also
// means the row of the same name, or all rows if there is none.
//
// # File access
//
// A suite reads and sends only files of its project (the nearest folder above with a .git or a
// go.mod; without one, its own folder). This package does not read fixtures, sockets and the files
// of tls:, which may be anywhere.
//
// The keys of every map are listed in tables (see fields.go). One table drives the reader, the JSON
// Schema for editors ([Schema]) and the reference for people ([Reference]), so the three cannot
// differ.
//
// Goals: bad input never panics and one error never hides another; linear in the size of the
// document. Non-goals: rows and dependencies as requests to send (package plan), the meaning of
// expectations (package expect), any I/O except reading.
//
// A map of the files:
//
//	model.go       Suite and its parts: the data for later stages
//	load.go        Load and Parse: the order of the work
//	pieces.go      large documents, read piece by piece
//	reading.go     loading and doc: the state of the reader
//	document.go    text to YAML nodes; errors of YAML itself
//	plain.go       the same, faster, of the YAML that most of a suite is written in
//	plainroom.go   where its nodes are
//	plainflow.go   its collections in braces and brackets
//	spelling.go    warnings of values that readers of YAML disagree about
//	fields.go      tables of keys, and reading a map by one
//	aliases.go     unknown keys: what other tools call them, and what to write here
//	scalars.go     text, numbers, lists, with "expected …, got …"
//	units.go       durations, sizes, rates
//	top.go         the top level's keys
//	vars.go        vars, secrets and target, with the command line's values
//	files.go       ReadVars and ReadEnv: files of values from outside
//	offered.go     Postman environments as values from outside
//	include.go     included documents
//	includepack.go include: {pack: NAME}
//	environments.go environments and only
//	limits.go      limits and cooldown
//	filters.go     volatile and redact
//	mutation.go    mutation: changes of responses that do not matter
//	probe.go       a probe's keys other than its request's
//	capture.go     capture
//	sampling.go    repeat, until, retry
//	made.go        vars that each run makes
//	cleanup.go     cleanup: probes that are sent last, and the budget kept for them
//	when.go        when: the condition on another probe's response
//	wait.go        wait: until a time, or one that another response names
//	request.go     a request's keys
//	params.go      headers, query, cookies: maps of values
//	body.go        json, form, multipart, body, file, graphql
//	value.go       JSON values that keep their order and places
//	auth.go        auth
//	oauth2.go      auth.oauth2: the source of a token
//	tokens.go      the probes that fetch tokens
//	connection.go  tls, connect_to and other connection options
//	overlay.go     merges request:, a probe and a row
//	finish.go      a merged request, vars filled in
//	check.go       a finished request, checked
//	credentials.go vars and captures that requests use as credentials
//	rows.go        each and matrix
//	table.go       rows from CSV and JSON files
//	scope.go       the scope of ${names}; compiles expectations
//	answers.go     answers
//	findings.go    findings
//	hypotheses.go  hypotheses
//	checklist.go   checklist
//	names.go       probes by id, row and glob
//	slug.go        ids made of any text
//	graph.go       dependencies; cycles
//	paths.go       paths of files, and which may be read
//	shapes.go      types of values, in words and as JSON Schema
//	schema.go      the JSON Schema
//	reference.go   the keys for the documentation
package suite
