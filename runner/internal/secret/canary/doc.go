// Package canary is what a test of redaction needs: secrets with everything in them
// that an encoding changes, the forms in which a server may echo one, a real server
// that does so in every place of an answer, a suite that asks it for all of them,
// and a determined reader of what was written.
//
// Goals: one list of forms for every test that looks for a leak. Non-goals: knowing
// how package redact finds them; the reader here decodes what it is shown.
//
// A map of the files:
//
//	doc.go         this
//	transforms.go  the forms of a secret
//	reader.go      Leaks: how a secret can be read out of a text
//	echo.go        Echo: a server that gives secrets back, and Suite, which asks it
//	issued.go      Issued: the places in which servers give out credentials, and Issuer
//	ring.go        Ring: a secret of each kind, a server that gives them back, and its suite
//	search.go      Search: every file below a folder
package canary
