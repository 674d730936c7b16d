// The command clients measures how clients of LLM providers take good and odd answers: it serves
// each case to each client with assay serve, and writes docs/clients.md. scripts/clients installs
// the clients and runs it; they are no dependencies of this module.
//
//	main.go      flags; the workers
//	columns.go   the clients: package, version, format of their API
//	formats.go   the formats of the APIs: the events of a stream, plain answers, errors
//	cases.go     what a case is; the cases of plain answers and of refusals
//	streams.go   the cases of streams
//	tools.go     the cases of tool calls in a stream
//	others.go    the cases of the other APIs of OpenAI
//	measure.go   one case with one client: a fixture, its server
//	proxied.go   the same by way of assay proxy
//	program.go   the program of a client
//	word.go      the word for what a client made of a case
//	page.go      docs/clients.md, written from the words
//
// Goals: a second run writes the same page; every request is counted by the server. Non-goals:
// how fast a client is; clients of other fields.
package main
