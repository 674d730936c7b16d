// Package stream is the key `stream`: the events of a response, and their times.
//
// Goals: if a stream was read only in part, what follows is unknown. Non-goals: parsing (package
// exchange/sse).
//
// A map of the files:
//
//	stream.go  the key, and the stream being judged
//	parts.go   counts, times, stray lines
//	ending.go  how it ends, how soon the response does, and what comes after the end mark
//	events.go  last, each, any
//	fields.go  the lines of an event's block
//	kinds.go   names for events
//	order.go   in what order the kinds come
//	tally.go   how many of some events, and when the first came
//	increasing.go
//	           numbers that rise from event to event
//	joined.go  what events give together
//	joinedby.go
//	           the same for each index
//	examples.go
//	           streams that meet an expectation, for the diagnosis
package stream
