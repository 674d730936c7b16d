// Package openapi is the key `openapi`: an answer against what an OpenAPI document describes.
//
// Goals: only what bears on an answer is read of a document, and only that can be wrong.
// Non-goals: requests; other uses of a document (package importer/openapi).
//
// A map of the files:
//
//	key.go        the key
//	document.go   the document
//	paths.go      which operation a request is of
//	version30.go  what 3.0 says otherwise
//	coverage.go   which operations were covered
package openapi
