// Package mutate measures how strong a contract is: it changes recorded responses one part at a
// time and checks whether the findings notice.
//
// A mutant is a recorded response with one change: a field renamed, a status of another class, an
// event lost. Every finding that reads the response judges it, by its compiled expectation, without
// Ginkgo and without a request. A mutant that breaks a finding is killed. One that breaks none
// survives: the API could make that change tomorrow unnoticed.
//
// Survivors that say nothing about the contract are left out of the score, and counted by reason:
// volatile parts, parts whose source did not report them, responses that a finding excuses by
// `unless`, added headers (clients ignore unknown ones), and those that the suite explains under
// `mutation`.
//
// Goals: memory that does not grow with the number of mutants; the same mutants, in the same order,
// in every run and with any number of workers; for every survivor, a tested expectation that kills
// it. Non-goals: observing (package observe), showing anything (package report).
//
// A map of the files:
//
//	model.go      Result, Suite, Finding, Survivor: the results
//	operators.go  the operators by name
//	mutant.go     Mutant and Part; Mutants: every change of one response, in order
//	status.go     changes of the status
//	headers.go    changes of headers
//	json.go       changes of a JSON body
//	values.go     other values for a value
//	times.go      times that headers and JSON name, and other ones
//	tree.go       what a mutant of JSON needs of the values around it
//	body.go       changes of a body as a whole; a slower response
//	stream.go     changes of a stream of events
//	streamevents.go  events that are put in, comments, a stream that comes later
//	streamjson.go changes of the JSON of events
//	streamparts.go  texts that come in parts, and the indexes that tell them apart
//	judge.go      Judge: the mutants of a suite, distributed to workers
//	worker.go     judging them, counting
//	subject.go    what is mutated and which specs read it
//	conclude.go   counts to results, worst first
//	leftout.go    survivors that do not count
//	sample.go     a sample, chosen by a seed
//	baseline.go   the earlier strength of suites, and which got weaker
//	suggest.go    the expectation that would have killed a survivor
//	candidates.go possible expectations about a part, weakest first
//	streamcandidates.go  the same for a stream
//	streamorder.go  kinds of events, and their order
//	flow.go       values as YAML to be pasted
package mutate
