// Package lsp is the language server of suites: what editors show while one types.
//
// One goroutine, the loop of [Serve], owns the documents and answers in the order of the messages.
// What takes long (a whole check, a run) works in the background on texts that do not change any
// more, and hands its result to the loop. Of several states of a document only the newest is
// checked; nothing waits for time to pass.
//
// A large document is checked twice: first what was changed, with what it refers to, which takes
// time in proportion to the change; then the whole of it, in the background.
//
// Goals: the same messages as assay lint, also of texts that are not written yet; every feature
// works in a document with mistakes, as far as it can be read; nothing is sent without a person's
// confirmation. Non-goals: knowing the format, which packages suite, expect and lint do.
//
// A map of the files:
//
//	serve.go       Serve: the loop, messages to handlers
//	lifecycle.go   initialize, shutdown, and what the server offers
//	uri.go         URIs of files
//	document.go    document: the text of an open file, and changes to it
//	check.go       whole checks in the background, and their results
//	part.go        the check of an included document that is open without its suites
//	slice.go       the check of what was changed, in a large document
//	diagnostics.go problems as diagnostics
//	names.go       the names at a place of a document, and those that are declared
//	recorded.go    what was recorded for the probes that a place is about
//	completion.go  what may be typed at a place
//	jsonpaths.go   the JSONPaths of recorded responses, and the values there
//	hover.go       what is at a place
//	navigate.go    where a name is declared, recorded and used
//	family.go      the documents that share names, and the uses of a name in them
//	rename.go      a name changed wherever it stands, in fixtures too
//	symbols.go     the outline of a document, and its layout
//	lens.go        lenses of findings: run, ask live
//	run.go         a finding run: replayed, or live once the user has confirmed it
//	actions.go     quick fixes: did you mean, add a control
//	strengthen.go  what assay mutate suggests, put into a finding
//	insert.go      entries put into maps as they are written
package lsp
