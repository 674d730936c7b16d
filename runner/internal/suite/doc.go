// Package suite reads the documents that declare a contract: what to send, what
// must hold, what would explain it and what a person has to look up.
//
// [Load] gives a [Suite] with everything checked: keys, types, ids, references,
// durations, paths. Every mistake of a document, and of those that it includes,
// is reported at once as a source.Problems, each with its place, and with the
// nearest known word where one was mistyped.
//
// # What is filled in where
//
// Vars are filled in here. What only a row, a run or another answer can tell
// (row variables, secrets, captures, ${uuid}…) stays in the requests as written.
// A value from outside (--var, the environment) gets the type of the document's
// own: "5" for a var that is declared as 3 is a number.
//
// # Merging
//
// A request is request: under a probe under a row. Maps merge key by key, JSON
// bodies at any depth; null takes away what was set before, and is a JSON null
// only where nothing was; lists and scalars win; another kind of body, another
// address (path, url) and credentials replace. Of an included document come
// vars, answers, request and probes; the one that includes wins, name by name,
// and paths start from the folder of the document that has them.
//
// # Rows
//
// In a CSV file of rows a number or a boolean is one, as in YAML without quotes;
// a column "row" names the rows, else the first one where its values all differ,
// else they are counted from 1. A reference to a probe with rows means the row
// of the same name (${login.token} in read[a] is that of login[a]), or the only
// row; ${login[a].token} says which. An id in after: means the row of the same
// name too, and all rows where there is none.
//
// # What may be read
//
// A suite reads and sends files of the project around it (the nearest folder
// above with a .git or a go.mod; without one, its own folder) and no others.
// Fixtures, sockets and the files of tls: are named, not read, and may be
// anywhere.
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
//	reading.go     loading and doc: what reading shares
//	document.go    text to YAML nodes; what YAML alone can get wrong
//	fields.go      tables of keys, and reading a map by one
//	scalars.go     text, numbers, lists, with "expected …, got …"
//	units.go       durations, sizes, rates
//	top.go         the top level's keys
//	vars.go        vars, secrets and target, with what the command line says
//	files.go       ReadVars and ReadEnv: files of values from outside
//	include.go     included documents
//	environments.go environments and only
//	limits.go      limits and cooldown
//	filters.go     volatile and redact
//	mutation.go    mutation: changes of answers that do not matter
//	probe.go       a probe's keys beside its request's
//	capture.go     capture
//	sampling.go    repeat, until, retry
//	made.go        vars that each run makes
//	cleanup.go     cleanup: probes that are sent last, and what is kept for them
//	when.go        the answer of another probe that a probe is sent after
//	wait.go        wait: not before a time, or before what another answer tells
//	request.go     a request's keys
//	params.go      headers, query, cookies: maps of values
//	body.go        json, form, multipart, body, file, graphql
//	value.go       JSON values that keep their order and places
//	auth.go        auth
//	oauth2.go      auth.oauth2: where a token comes from
//	tokens.go      the probes that fetch tokens
//	connection.go  tls, connect_to and what else says how to connect
//	overlay.go     request: under a probe, a probe under a row
//	finish.go      a merged request, vars filled in
//	check.go       a finished request, checked
//	credentials.go what stands where a request takes a credential: vars, captures
//	rows.go        each and matrix
//	table.go       rows from CSV and JSON files
//	scope.go       which ${names} are known where; expectations compiled
//	answers.go     answers
//	findings.go    findings
//	hypotheses.go  hypotheses
//	checklist.go   checklist
//	names.go       probes by id, row and glob
//	graph.go       what waits for what; cycles
//	paths.go       files beside the document
//	shapes.go      types of values, in words and as JSON Schema
//	schema.go      the JSON Schema
//	reference.go   the keys as rows for the documentation
package suite
