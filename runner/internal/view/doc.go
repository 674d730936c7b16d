// Package view serves suites as a local page: their present verdicts, the past of each finding,
// limits, drift and checklists, and what a live run would send, for one person on one machine.
//
// # Who may ask
//
// The server listens on the loopback, which other programs and web pages on the machine reach as
// well. So it answers who has the token that the terminal shows, once: the first page sets a
// cookie and leads on to an address without the token. Cookies know no ports, so that any other
// server on the machine would get this one; therefore it is for one path only, whose name is
// random. Host must be the address that the server listens at (no DNS rebinding), and what changes
// something must come from its own page (Origin). Nothing is cached, framed or embedded.
//
// # What it does
//
// It replays the suites when it is opened, and again once a file has changed. It sends nothing
// unless the person who started it allowed that; then each run is planned first, shown with its
// requests, and sent as planned: with the limits, cooldowns, writes and budgets of a run by hand,
// and kept as one. Answers and accepted drift are written as the command writes them.
//
// Goals: nothing on the page that the command cannot do; no secret on it. Non-goals: editing
// suites (package lsp), serving other machines, layout (package page).
//
// A map of the files:
//
//	view.go    Server: its options, and what it answers where
//	door.go    who may ask: tokens, cookies, hosts, origins, headers
//	reply.go   answers as JSON, refusals
//	present.go the suites as they are now, replayed
//	stamps.go  whether files have changed
//	pages.go   the pages: now, a live run, the history
//	past.go    what a finding was before, and its answers
//	plan.go    what a live run will send
//	live.go    a live run under way, and those that ended
//	accept.go  drift into fixtures
//	answer.go  answers to checklist items
package view
