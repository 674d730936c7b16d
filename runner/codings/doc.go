// Package codings links the decoders of the content codings br and zstd into a program that runs
// suites live. The program imports it for that only:
//
//	import _ "assay/runner/codings"
//
// A program without it asks for gzip and deflate alone, in Accept-Encoding, which servers respect;
// a body that comes in br or zstd all the same is unread, and what a finding says about it
// inconclusive.
//
// Goals: tests, most of which replay, link neither decoder. Non-goals: an API of its own. The
// command links it by itself.
//
// A map of the files:
//
//	link.go the decoders, handed to the client of live runs
package codings
