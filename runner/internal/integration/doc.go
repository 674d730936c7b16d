// Package integration runs suites live against servers that are not ours: go-httpbin
// in this process, and the machine's own nginx with a limit_req that answers 429
// with its HTML page.
//
// It holds tests only. The suites are in testdata; a finding under the label
// "must-break" must be broken, every other one must hold. Nothing but 127.0.0.1
// is ever asked, and where nginx is missing its tests say so and are skipped. Suites,
// answers and controls made at random are held against the reference semantics.
//
// A map of the files:
//
//	semantics_test.go the reference: what a verdict is, and the table of docs/format.md
//	world_test.go     answers and claims as values, and what the reference says of them
//	property_test.go  random suites in every mode, held against the reference
//	verdicts_test.go  running a suite and comparing its verdicts
//	httpbin_test.go   go-httpbin: methods, bodies, credentials, redirects, coding, streams
//	nginx_test.go     nginx: the edge limit of the Chutes suite, on the real thing
//	nginx_server_test.go  starting and stopping it
package integration
