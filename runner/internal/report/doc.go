// Package report shows what a run found: a [Result] is the run as a value, and
// every writer makes its text from that value alone.
//
// Findings that hold are short. Broken ones are complete: claim, request, a curl command to paste,
// and for every unmet expectation the place in the document, the expected and the actual value.
// Inconclusive ones say why, and what would decide them. Responses are untrusted: control
// characters in them are never written to a terminal.
//
// Goals: the JSON result is an interface that other tools rely on; ten thousand
// findings cost a tenth of a second. Non-goals: judging anything.
//
// A map of the files:
//
//	model.go        Result and what it holds: the JSON keys
//	mutation.go     results of mutation, as a value
//	answered.go     checklist items with answers
//	place.go        a place in a document, as a value
//	past.go         a history, as a value
//	pastresult.go   a history as a result, for the page
//	pasttext.go     assay history, for a terminal
//	status.go       how suites are doing, as a value for a status page
//	history.go      earlier runs, as a value
//	build.go        Of: a Result from runs and verdicts
//	observation.go  an observation as reports show it
//	outline.go      a response that was let go of
//	curl.go         a request as a curl command
//	shell.go        words quoted for a POSIX shell
//	openapi.go      how much of an OpenAPI document the responses covered
//	unjudged.go     why a run says nothing about its contracts
//	decide.go       what would decide an inconclusive finding
//	kinds.go        the table of the codes of reasons: meaning, next step
//	recorded.go     what the fixture said about a failed expectation
//	drift.go        what differs from the fixtures
//	driftfacts.go   differences that several probes share
//	tally.go        how many findings of each verdict
//	text.go         the report for a terminal: suites, findings, the last line
//	recap.go        what broke, named again at the end
//	alike.go        findings that are broken in the same way, in one block
//	explain.go      words explained at their first use; what to do next
//	failure.go      one broken or inconclusive finding, complete
//	excerpt.go      a long body cut around the interesting place
//	layout.go       widths, wrapping, colors; text that may reach a terminal
//	inert.go        control characters kept from leaving
//	diagnosis.go      hypotheses and what to try next, as values
//	diagnosistext.go, diagnosismarkdown.go
//	                the same as text, and as Markdown
//	support.go, supportexchange.go, supportearlier.go
//	                the report for a provider's support
//	json.go         --json
//	lines.go        --json-lines: a run as it goes on
//	read.go         a result read again, and its evidence for a diagnosis
//	prometheus.go   --prometheus
//	har.go          --har
//	resultschema.go the JSON Schema of a result
//	compare.go, columns.go, comparetext.go
//	                several results compared
//	targetsmodel.go, targets.go
//	                suites at several targets, as a value: assay compare
//	targetstext.go, targetsmarkdown.go
//	                the same for a terminal, as JSON and as Markdown
//	shard.go        the parts of a run that several machines divide, and all of them joined
//	matrix.go       the verdicts of several results, as text and as Markdown
//	cases.go        findings and items as test cases: what the formats of test reports share
//	junit.go        --junit
//	markdown.go     --markdown
//	github.go       annotations of a GitHub workflow
//	page/           --html
//	strength.go     how strong suites are: the value of assay mutate, which package strength makes
//	strengthtext.go, strengthjson.go
//	                the same for a terminal, and as JSON
//	file.go         files written whole or not at all
package report
