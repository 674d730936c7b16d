//go:build unix

// Command faults breaks a fleet of real processes on the loopback, again and again, and counts at
// the target what was sent: agents are killed, the server is restarted and lost, connections stand
// still, the store is full, clocks are wrong. It also measures what a fleet costs (-only speed).
//
//	go build -o bin/ ./runner/cmd/... && go run ./runner/internal/fleet/faults -fleet bin/assay-fleet
//
// It takes about a quarter of an hour, is no part of CI, and ends with status 1 if a request was
// sent twice or beyond the budget, a verdict was lost or false, or something did not end.
//
// Goals: the promises of a fleet, held by processes that die as they do in life. Non-goals: what a
// test of package link can do in one process.
//
// A map of the files:
//
//	main.go      the scenarios by name, and the table
//	lab.go       the processes: server, agents, runs
//	target.go    the target, which counts, and the proxy, which stands still
//	scenarios.go what is broken
//	skew.go      agents whose clocks are wrong
//	speed.go     what a fleet costs, next to one process
package main
