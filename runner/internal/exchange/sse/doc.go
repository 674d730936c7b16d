// Package sse reads server-sent events as the WHATWG standard dispatches
// them (HTML, section 9.2.6 "Interpreting an event stream"), and keeps what the
// standard drops: offsets, arrival times, stray lines, an unfinished last event.
//
// Own code, because the parsers at hand answer another question. tmaxmax/go-sse
// gives neither the offset nor the time of an event, passes over lines without a
// known field name (an error object written bare into the stream is what a
// contract must notice), and dispatches events without data, which the standard
// does not. A test holds the two against each other where they agree.
//
// Goals: the standard to the letter; the same result however the body is cut
// into writes; cost and memory linear in the body, which the caller bounds.
// Non-goals: connecting, reconnecting, reading "retry" as an order.
//
// A map of the files:
//
//	parser.go   Parser: lines and events, fed piece by piece
//	line.go     what one line is: field, comment, stray
package sse
