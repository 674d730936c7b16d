// Package mutate measures how strong a contract is: it changes recorded answers
// one part at a time and asks the findings whether they notice.
//
// A mutant is a recorded answer with one change: a field renamed, a status of
// another class, an event lost. Every finding that reads the answer judges it, by
// its compiled expectation, without Ginkgo and without a request. A mutant that
// breaks a finding is killed. One that breaks none survived, and is what the API
// could do tomorrow without anybody being told.
//
// Survivors that say nothing about the contract are left out of the score, and
// counted by reason: volatile parts, parts whose source did not report them,
// answers that a finding excuses by `unless`, added headers (a client passes over
// what it does not know), and what the suite explains under `mutation`.
//
// Goals: memory that does not grow with the number of mutants; the same mutants,
// in the same order, in every run and with any number of workers; for every
// survivor an expectation that was tried and kills it. Non-goals: observing
// (package observe), showing anything (package report).
//
// A map of the files:
//
//	model.go      Result, Suite, Finding, Survivor: what comes out
//	operators.go  the operators by name
//	mutant.go     Mutant and Part; Mutants: every change of one answer, in order
//	status.go     changes of the status
//	headers.go    changes of headers
//	json.go       changes of a JSON body
//	values.go     other values for a value
//	tree.go       a JSON body as a tree that knows its places in the text
//	body.go       changes of a body as a whole; a slower answer
//	stream.go     changes of a stream of events
//	streamjson.go changes of the JSON of events
//	judge.go      Judge: the mutants of a suite, told to workers
//	worker.go     judging them, counting
//	subject.go    what is mutated and who reads it
//	conclude.go   what was counted as a result, worst first
//	leftout.go    survivors that say nothing
//	sample.go     some of many, chosen by a seed
//	baseline.go   what suites reached before, and which got weaker
//	suggest.go    the expectation that would have killed a survivor
//	candidates.go what may be expected of a part, weakest first
//	streamcandidates.go  the same of a stream
//	flow.go       values as YAML that can be pasted
package mutate
