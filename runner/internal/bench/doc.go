//go:build unix

// Command bench measures the cost of whole runs of assay against their targets.
//
// It builds the assay command, starts a loopback server in a process of its own that answers at
// once, writes suites of the sizes asked for, and runs every case several times: wall time of the
// whole process, its peak memory, and the same work done by a bare net/http loop, alternately, so
// that a ratio holds on any machine. It checks every run: each probe sent once, every finding held.
//
//	go run ./runner/internal/bench                 every case, a table
//	go run ./runner/internal/bench -case live      the cases whose name has "live"
//	go run ./runner/internal/bench -keep DIR       leave the suites and the binary in DIR
//
// HURL and K6 name programs that do the same checks beside it. At its end it prints the figures as
// docs/comparison.md has them.
//
// Goals: figures that other machines reproduce; ratios for figures that depend on the machine.
// Non-goals: the cost of one package (the packages have benchmarks of their own).
//
// A map of the files:
//
//	main.go      flags
//	cases.go     the cases and their targets
//	lab.go       the built command, the server, running a case
//	gotest.go    go test of a suite, and of specs by hand
//	kept.go      what the history costs a run
//	table.go     the rows
//	measure.go   running a process, started by a small one: wall time, peak memory, medians
//	documents.go writing the suites and fixtures
//	openapi.go   an OpenAPI document of GitHub's size, and its bare decoder
//	server.go    the server that answers at once
//	loop.go      the bare net/http client to compare with
//	mapped.go    the loop over a map of recorded answers to compare with
//	rivals.go    other tools that do the same checks
package main
