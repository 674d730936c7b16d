// Package integration runs suites live against third-party servers: go-httpbin in this process, and
// the machine's own nginx with a limit_req that answers 429 with its HTML page.
//
// It holds tests only. The suites are in testdata; a finding under the label "must-break" must be
// broken, every other one must hold. Requests go to 127.0.0.1 only, and without nginx its tests are
// skipped with a message. Random suites, answers and controls are checked against the reference
// semantics.
//
// A map of the files:
//
//	semantics_test.go the reference: the rules of verdicts, and the table of docs/format.md
//	world_test.go     answers and claims as values, and the reference's verdicts on them
//	property_test.go  random suites in every mode, checked against the reference
//	verdicts_test.go  running a suite and comparing its verdicts
//	httpbin_test.go   go-httpbin: methods, bodies, credentials, redirects, coding, streams
//	nginx_test.go     nginx: the edge limit of the Chutes suite, on a real server
//	nginx_server_test.go  starting and stopping it
package integration
