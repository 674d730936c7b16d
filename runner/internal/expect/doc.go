// Package expect is what must hold of an answer: expectations and predicates,
// compiled once, judged without I/O, and explained.
//
// Goals: one mechanism for suites and hand-written specs; three outcomes (what
// an observation does not tell is neither met nor unmet); a met judgement that
// costs next to nothing; failures that are values with subject, place, expected
// and actual. Non-goals: sending anything, verdicts of findings (package judge),
// laying out failures (package report).
//
// A map of the files:
//
//	expectation.go  Compile, Bind, Judge: an expectation and its keys
//	outcome.go      met, unmet, unknown, and how they combine
//	parts.go        an expectation's conditions, judged one by one
//	compiling.go    the state of a compilation, and readers of YAML nodes
//	references.go   ${references} inside expectations
//	guard.go        Guard: how long judging may take
//	secrets.go      secrets that an answer does not tell of
//	masked.go, maskedops.go, maskedpattern.go, maskedschema.go, maskedwhole.go,
//	maskedcel.go    values that were masked: what their spelling decides is unknown
//	shared.go       what expectations of a suite have in common
//	api.go          the values that other stages see
//	keys.go, language.go
//	                the tables of keys and of operators: all that is known of each
//	shapes.go, definitions.go
//	                how they are written, and the JSON Schema of that for editors
//	predicate.go    predicates: operators over one value or a list of nodes
//	operand.go, literal.go
//	                how predicates are read, and maps that nearly are some
//	equality.go, oneof.go, ordering.go, textual.go, lists.go, like.go, kinds.go,
//	parsedtext.go   the operators
//	quantity.go     what ordering compares: numbers, durations, sizes, times
//	value.go, decimal.go, units.go
//	                JSON values, exact numbers, durations and sizes
//	subject.go, show.go, excerpt.go
//	                how messages name and show what was judged
//	jsonpath.go, pathnodes.go
//	                JSONPaths: compiled, followed, explained where they end
//	status.go, headers.go, cookies.go, body.go, json.go, size.go, duration.go,
//	redirect.go, connection.go, failing.go, answer.go, same.go, combine.go
//	                one key of an expectation each, a row in keys.go
//	schema.go, schemaset.go, schemafail.go, pattern.go, formats.go, folder.go,
//	plain.go
//	                JSON Schema: the key, compiling, failures, the files read
//	openapi.go, openapidoc.go, openapipaths.go, openapi30.go, openapicoverage.go
//	                OpenAPI: the key, the document, whose request it was, what
//	                3.0 says otherwise, which operations were covered
//	xml.go, xpath.go, xpathvalue.go, markupdepth.go
//	                XPath over XML and HTML, judged and taken out
//	stream.go, streamparts.go, streamevents.go, streamjoined.go
//	                server-sent events: the key, counts and times, single events,
//	                what they give together
//	share.go, samples.go
//	                the samples of a repeat: shares, statistics, flakiness
//	cel.go, celenv.go
//	                CEL expressions: the key, what they may name
//	enumerable.go   what can be tried out in full, for lint
//	examples.go, examplevalues.go, exampleschema.go
//	                answers that an expectation would take, for the diagnosis
//	reported.go     what is known of a transcribed or cut answer
//	compare.go, shape.go
//	                two answers side by side
//	golang.go       keys and predicates given as Go values, for the matchers
package expect
