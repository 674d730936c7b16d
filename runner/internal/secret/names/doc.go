// Package names knows the names under which APIs take and give credentials: of
// headers, cookies, parameters, form fields and members of JSON. It is the only
// list of them. Redirects, the logs of assay serve, fixtures, imports, lint and the
// recorder ask it, each with the question that fits what a wrong answer costs there.
//
// A name is a second line. What a suite fills from a declared secret is known by
// where it comes from (exchange.Field.Secret), whatever its field is called.
//
// Goals: one table for every place; any spelling of a name (X-API-Key, apiKey,
// api_key, APIKEY). Non-goals: values that look like keys (package redact).
//
// A map of the files:
//
//	doc.go    this
//	names.go  the questions
//	words.go  the words that names of credentials are made of, and how a name is read
package names
