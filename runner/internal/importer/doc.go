// Package importer makes first suites from what people already have: commands of
// curl, HAR files, OpenAPI documents, Postman collections, Hurl files.
//
// A package below it reads each [Kind] and fills a [Draft]: probes, findings, vars
// and secrets, and the list of what could not be carried over, each with its
// place, the reason and what to do about it. [Draft.Text] writes the draft as a
// suite document in the canonical layout.
//
// # Secrets
//
// A value in a place that credentials have (Authorization, X-API-Key and the
// like, cookies, query and body keys that are named so) becomes a secret that
// reads an environment variable; the value itself is dropped, wherever else it
// stands. So does whatever has the shape of a well-known kind of key.
//
// Goals: nothing is dropped in silence; the document passes assay lint and runs
// as it is. Non-goals: programs (pre-request scripts, filters): they are listed.
//
// A map of the files:
//
//	kind.go         Kind: one kind of file, and what may be chosen for an import
//	draft.go        Draft and its parts
//	values.go       Map and List: values in the order in which they were written
//	names.go        ids and names
//	jsonpath.go     paths of other dialects as RFC 9535 writes them
//	request.go      addresses and headers of a request
//	credentials.go  what is a secret, and what stands in its place
//	places.go       vars that stand in the place of credentials
//	body.go         bodies from their bytes
//	claims.go       findings from an answer
//	settle.go       target, what all requests share
//	types.go        templates in quotes and bare ones: texts, and values with a type
//	order.go        what waits for what, and what may change something
//	prune.go        vars and secrets that nothing uses
//	record.go       answers that came along, as fixtures
//	write.go        a draft as text
//	sound.go        what a suite refuses is taken out and listed
package importer
