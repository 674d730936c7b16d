// Package drift finds how responses differ from their recordings.
//
// Every difference has a class, by its meaning for a client:
//
//	breaking  another status, a lost field or header, another type, a stream without its end
//	additive  a new field, header, or value of an enumeration
//	value     another value of the same type
//	volatile  what changes on every request: declared, or learned from repeated recordings
//	timing    much slower, or much faster
//
// Shapes are compared, not bytes: the order of keys, white space and the number of items of a list
// do not matter. Several samples in the fixture, or several items of a list, are combined: a field
// that only some had may be absent, a value that varied among them may vary. Of a transcribed
// response only the parts that its source reported are compared.
//
// Responses of two live targets are compared in the same way. There the control, a second sample of
// the first target, shows what varies by itself: no such part is a difference of the other target.
//
// A finding, the fixture and the response are three witnesses. Which of them agree shows whether
// the contract is broken, the fixture is stale, or both; see [Standing].
//
// Goals: a nightly run that says what changed before a finding breaks; no alarm for parts that
// always change. Non-goals: verdicts (package judge), sending. Nothing here uses the network:
// fixtures are replayed.
//
// A map of the files:
//
//	model.go     Change, Class, Result and Standing
//	of.go        Of: a run against its fixtures
//	early.go     Early: the same as the responses come
//	standing.go  which of the three witnesses agree
//	compare.go   Compare: the responses to one probe, by status
//	headers.go   header fields
//	tree.go      the combined shape of JSON values
//	body.go      two shapes compared; bodies that are not JSON
//	leaf.go      values: enumerations, learned from samples
//	stream.go    server-sent events
//	volatile.go  the declared parts, and changes that accompany theirs
//	timing.go    durations
//	between.go   Between: two targets, with a second sample of the first as control
//	learn.go     what varies from one recording to the next
//	age.go       fixtures older than they may be
package drift
