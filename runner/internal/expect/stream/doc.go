// Package stream is the key `stream`: server-sent events and when they came.
//
// Goals: what a stream that was read only in part does not tell is unknown.
// Non-goals: parsing (package exchange/sse).
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
