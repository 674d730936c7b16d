// Package chutes emulates the Chutes service on loopback ports and runs the Chutes suites against
// it, live: requests go to 127.0.0.1 only.
//
// The emulator has the service's layers in their order (the edge, authentication, routes, models,
// quota), in each of the worlds that the suite's hypotheses describe, and with each choice that
// they leave open. It holds tests only. It is apart from the suites, so that these run in
// milliseconds.
//
// Goals: in every world the diagnosis finds the truth, with few requests, and reveals nothing
// private. Non-goals: a complete service.
//
// A map of the files:
//
//	worlds_test.go     the worlds, and the table of their answers
//	emulator_test.go   the two hosts of a world
//	table_test.go      emulator and suite against the table, cell by cell
//	live_test.go       both suites in every world; politeness
//	diagnose_test.go   the live diagnosis in every world; the notes alone
//	elsewhere_test.go  requests from another network
//	command_test.go    the built command, which must reveal nothing private
package chutes
