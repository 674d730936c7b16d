//go:build unix

// Command bench measures what whole runs of assay cost, against their targets.
//
// It builds the assay command, starts a loopback server in a process of its own
// that answers at once, writes suites of the sizes asked for, and runs every case
// several times: wall time of the whole process, its peak memory, and the same
// work done by a bare net/http loop, in turns, so that a ratio holds on any
// machine. Every run is checked: each probe sent once, every finding held.
//
//	go run ./runner/internal/bench                 every case, a table
//	go run ./runner/internal/bench -case live      the cases whose name has "live"
//	go run ./runner/internal/bench -keep DIR       leave the suites and the binary in DIR
//
// Goals: figures that a person on another machine gets too; ratios where a figure
// depends on the machine. Non-goals: what one package costs (the packages have
// benchmarks of their own).
//
// A map of the files:
//
//	main.go      flags
//	cases.go     the cases and their targets
//	lab.go       the built command, the server, running a case
//	table.go     the rows
//	measure.go   running a process: wall time, peak memory, medians
//	documents.go writing the suites and fixtures
//	server.go    the server that answers at once
//	loop.go      the bare net/http client to compare with
package main
