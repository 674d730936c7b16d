// Command peers compares the importers with the tools whose files they read. Each construct, a
// file of a few lines, is run by its own tool, and is imported and run by assay, against one
// server on loopback. Their verdicts and the requests that the server received are compared.
//
//	go run ./runner/internal/importer/peers -tool hurl=/usr/bin/hurl -assay bin/assay
//	go run ./runner/internal/importer/peers -tool hurl=hurl -assay bin/assay -only 'capture-*' -v
//	go run ./runner/internal/importer/peers -tool postman=node_modules/newman -assay bin/assay
//	go run ./runner/internal/importer/peers -tool http=node_modules/.bin/httpyac -assay bin/assay
//	go run ./runner/internal/importer/peers -tool bruno=node_modules/@usebruno/cli -assay bin/assay
//	go run ./runner/internal/importer/peers -tool openapi=node_modules -assay bin/assay
//	go run ./runner/internal/importer/peers -tool har=node_modules -assay bin/assay
//	go run ./runner/internal/importer/peers -tool insomnia=node_modules -assay bin/assay
//
// It prints each construct that differs and the counts. It exits with 1 if one differs without a
// word, or a file that its tool can read is refused. make peers installs the tools; a test imports
// all constructs without them, and holds what is listed of each.
//
// Goals: what is carried over means the same. Non-goals: the tools' output; speed.
//
// A map of the files:
//
//	main.go       flags, the counts
//	formats.go    the table of formats, and how their tools run a file
//	resident.go   a tool that runs all files in one process: newman.cjs, bru.cjs, openapi.cjs, …
//	constructs.go the constructs of a format: hurl.txtar, postman.txtar, http.txtar, bruno.txtar
//	grid.go       each word of chai about each type of JSON: postman.grid
//	curl.go       the constructs of curl: its flags and their values
//	openapi.go    the documents of OpenAPI: keywords of openapi.schemas, and what else they hold
//	har.go        the archives of HAR: members that change a request or an answer
//	insomnia.go   the exports of Insomnia, of versions 4 and 5
//	replay.go     what a tool replays of a file, and what our fixture does
//	trial.go      one construct by both, compared
//	server.go     the server: answers.txtar, redirects, counters, cookies
//	requests.go   what the server received, without what each client adds by itself
package main
