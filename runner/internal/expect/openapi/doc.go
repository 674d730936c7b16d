// Package openapi implements the key `openapi`: it checks a response against an OpenAPI document.
//
// Goals: only the parts of a document about responses are read, and compiled when a response needs
// them; a mistake in a document leaves unjudged only the responses that need its place. Non-goals:
// judging requests; other uses of a document (package importer/openapi).
//
// A map of the files:
//
//	key.go        the key
//	document.go   the document
//	problems.go   mistakes in the document
//	response.go   the documented response of a status
//	request.go    what an importer asks of a document
//	items.go      the items of streams
//	paths.go      finds the operation of a request
//	version30.go  differences of OpenAPI 3.0
//	coverage.go   coverage of operations
package openapi
