// Package drift tells how answers differ from what was recorded of them.
//
// Every difference has a class, by what it means to a client:
//
//	breaking  another status, a lost field or header, another type, a stream without its end
//	additive  a new field, header, or value of an enumeration
//	value     another value of the same type
//	volatile  what changes on every request: declared, or learned from repeated recordings
//	timing    much slower, or much faster
//
// Shapes are compared, not bytes: the order of keys, white space and the number of
// items of a list break nothing. Where the fixture has several samples of an answer,
// or a list has several items, they are taken together: a field that only some had
// may be absent, a value that varied among them may vary. Of a transcribed answer
// only the parts that its source reported are compared.
//
// A finding, the fixture and the answer are three witnesses. Which of them agree
// reports whether the contract is broken, the fixture is stale, or both; see
// [Standing].
//
// Goals: a nightly run that says what changed before a finding breaks; no alarm for
// what changes always. Non-goals: verdicts (package judge), sending. Nothing here
// touches the network: what the fixture says is a replay.
//
// A map of the files:
//
//	model.go     Change, Class, Result and Standing
//	of.go        Of: a run against its fixtures
//	standing.go  which of the three witnesses agree
//	compare.go   Compare: the answers to one probe, by status
//	headers.go   header fields
//	tree.go      the shape of JSON values, several taken together
//	body.go      two shapes compared; bodies that are no JSON
//	leaf.go      values: enumerations, learned from samples
//	stream.go    server-sent events
//	volatile.go  the declared parts, and what changed with them
//	timing.go    durations
//	learn.go     what varies from one recording to the next
//	age.go       fixtures older than they may be
package drift
