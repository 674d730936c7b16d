// Package importer makes first suites from existing curl commands, HAR files, OpenAPI documents,
// Postman collections, Hurl files, request files (.http), Bruno, Insomnia.
//
// A package below it reads each [Kind] and fills a [Draft]: probes, findings, vars and secrets, and
// a list of the parts that could not be carried over, each with its place, the reason and the next
// step. [Draft.Text] writes the draft as a suite document in the canonical layout.
//
// # Secrets
//
// A value in a credential's place (Authorization, X-API-Key and the like, cookies, query and body
// keys with such names) becomes a secret that reads an environment variable; the value itself is
// removed everywhere. The same holds for any text that has the shape of a well-known kind of key.
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
//	variables.go    the variables of a file, and its environments
//	jsonpath.go     paths of other dialects as RFC 9535 writes them
//	request.go      addresses and headers of a request
//	known.go        known values: secrets, and parts of answers
//	credentials.go  secrets, and the references that replace them
//	places.go       vars in the place of credentials
//	body.go         bodies from their bytes
//	claims.go       findings from an answer
//	distinct.go     equal claims of different probes made different
//	streams.go      requests that ask for a stream
//	auth.go         API keys, AWS signatures and OAuth 2.0 as credentials
//	scripts.go      statements of scripts, and what is listed of them
//	settle.go       target, what all requests share
//	types.go        templates in quotes and bare ones: texts, and values with a type
//	tokens.go       requests for tokens of OAuth 2.0 as credentials
//	order.go        the order of probes, and those that may change something
//	prune.go        vars and secrets that nothing uses
//	record.go       answers that came along, as fixtures
//	write.go        a draft as text
//	sound.go        removal of the parts that a suite refuses
package importer
