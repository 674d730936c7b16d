// Package fleet is what the machines of a fleet say to one another: agents in several networks
// send the probes of a run, and the process that began the run judges them.
//
// Goals: a job, an agent's card, an outcome and the files of a suite as values, without a server
// or a client, so that the assay command links neither. Non-goals: how they travel (package link),
// the server (package server).
//
// A secret's value never leaves the agent that has it: a job names secrets, and observations are
// masked before they are sent. They are sealed for the process that judges, with what an agent
// learned from an answer, such as a captured token: it is masked there in the answers to all.
//
// A map of the files:
//
//	fleet.go   Client and Fleet: what the command asks of a fleet
//	job.go     Job, Outcome, Card
//	message.go jobs and outcomes as bytes
//	seal.go    Seal and Sealer: what agents hand in, for the process that judges alone
//	bundle.go  the files of a suite, for a machine that has none of them
//	groups.go  which probes one agent must send, and how many make a job
package fleet
