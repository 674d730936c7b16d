// Package sigv4 links AWS's signer into a program that sends requests with auth: aws_sigv4. The
// program imports it for that only:
//
//	import _ "assay/runner/sigv4"
//
// Goals: who signs nothing for AWS links none of it. Non-goals: an API of its own. The command
// links it by itself, and a replay needs none.
//
// A map of the files:
//
//	link.go the signer, handed to the client of live runs
package sigv4
