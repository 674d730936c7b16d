// Package mcpserver offers suites to agents: a server of the Model Context Protocol (revision
// 2025-11-25, https://modelcontextprotocol.io) over standard input and output.
//
// An agent lints, runs in replay, asks why a finding does not hold, what survives mutation and what
// the history knows. It asks the network only within a budget of requests that the person gave who
// started the server, and only what the suites say that the server was started for. Answers are
// short, with stable codes, and pass the masks of all suites: no secret is in them.
//
// Goals: each answer names the next step; nothing is sent that was not allowed. Non-goals: writing
// suites or fixtures, which agents do with their own tools.
//
// A map of the files:
//
//	server.go   Session, and the tools that it offers
//	drain.go    a connection that ends once all requests are answered
//	suites.go   the suites of a session, opened anew for each call
//	arguments.go the arguments of a call
//	answer.go   what all answers have: codes, limits, masks
//	lint.go     lint
//	run.go      run, ask_live
//	explain.go  explain
//	strength.go survivors
//	next.go     next_experiment
//	past.go     history
package mcpserver
