// Package names knows the names under which APIs take and give credentials: of headers, cookies,
// parameters, form fields and members of JSON. It is the only list of them. Redirects, the logs of
// assay serve, fixtures, imports, lint and the recorder use it, each with the function that fits
// the cost of a wrong result.
//
// Names are the second line of defense. A value filled from a declared secret is known by its
// origin (exchange.Field.Secret), whatever the name of its field.
//
// Goals: one table for every place; any spelling of a name (X-API-Key, apiKey,
// api_key, APIKEY). Non-goals: values that look like keys (package redact).
//
// A map of the files:
//
//	doc.go    this
//	names.go  the exported functions
//	kinds.go  the kinds of credentials that answers give out, by name
//	words.go  the words that names of credentials are made of, and how a name is read
package names
