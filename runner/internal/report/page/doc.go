// Package page writes a run, or several side by side, as one HTML file that opens
// from disk: the verdict at a glance, filters, every finding with its exchange, and
// what diagnosis, drift, mutation and history found where a run has them.
//
// A page contains the [report.Result] it is made from. The small parts (the head, the sections
// other than the findings) are elements of package gomponents; findings and responses are in script
// blocks as JSON, large ones packed, and the page's script makes elements of those that are viewed.
// So a page with fifty thousand findings is small and opens at once.
//
// Responses are untrusted, and no part of them ever becomes markup: gomponents escapes texts and
// attributes, an address from outside is checked before it is a link, JSON is escaped for HTML, the
// script sets text and never markup. Should one of these fail, the page's content policy still
// runs no script, loads nothing and sends nothing.
//
// Goals: one file, no network, usable with a keyboard, a screen reader and on
// paper; readable without scripts (broken findings are in it as plain text).
// Non-goals: editing, other forms (package report).
//
// A map of the files:
//
//	page.go       Write: the parts of a page
//	data.go       a suite's columns, findings and observations
//	blocks.go     values as script blocks of JSON, plain or packed
//	view.go       the head: the verdict, counts, the bar
//	head.go       the ages of fixtures, links to a job and its commit
//	sections.go   what diagnosis, drift, mutation and history show
//	plot.go       verdict strips and latency plots as shapes
//	served.go     WriteServed: the run on the page of a server
//	matrix.go     WriteMatrix: several runs side by side
//	layout.go     elements: the document, the filters, what pages have in common
//	run.go        elements: one run
//	diagnosis.go  elements: the next experiments, hypotheses
//	results.go    elements: drift, mutation, API coverage, the checklist
//	past.go       elements: verdicts and latencies of past runs as SVG
//	matrixpage.go elements: several runs side by side
//	targets.go    WriteTargets: suites at several targets, responses side by side
//	targetspage.go elements: the same
//	status.go     WriteStatus: how suites are doing, to publish
//	badge.go      WriteBadge: the same as a small image
//	elements.go   elements: texts, tables, icons
//	assets/       styles, scripts and markup that is always the same; the parts of a script
//	              are joined in the order of their names: those in script are of every page,
//	              those in run, matrix, served and targets of some kinds
package page
