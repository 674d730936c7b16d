// Package chutes plays the Chutes service on loopback ports and runs the Chutes
// suites against it, live: nothing but 127.0.0.1 is ever asked.
//
// The emulator has the service's layers in their order (the edge, authentication,
// routes, models, quota), in each of the worlds that the suite's hypotheses
// describe, and with each choice that they leave open. It holds tests only. It is
// not beside the suites, so that running those stays a matter of milliseconds.
//
// Goals: in every world the diagnosis finds the truth, politely; nothing private is
// told. Non-goals: being the service.
//
// A map of the files:
//
//	worlds_test.go     the worlds, and the table of what each answers
//	emulator_test.go   the two hosts in a world
//	table_test.go      emulator and suite held against the table, cell by cell
//	live_test.go       both suites in every world; politeness
//	diagnose_test.go   the live diagnosis in every world; the notes alone
//	elsewhere_test.go  asking from another network
//	command_test.go    the built command, and that it tells nothing private
package chutes
