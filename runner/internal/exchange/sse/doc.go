// Package sse reads server-sent events as the WHATWG standard dispatches
// them (HTML, section 9.2.6 "Interpreting an event stream"), and keeps what the
// standard drops: offsets, arrival times, stray lines, an unfinished last event.
//
// Own code, because the existing parsers lack what contracts need. tmaxmax/go-sse gives neither the
// offset nor the time of an event, ignores lines without a known field name (a contract must notice
// an error object written bare into the stream), and dispatches events without data, which the
// standard does not. A test compares the two where they agree.
//
// Goals: the standard to the letter; the same result however the body is split into writes; time
// and memory linear in the body, which the caller bounds. Non-goals: connecting, reconnecting,
// obeying "retry".
//
// A map of the files:
//
//	parser.go   Parser: lines and events, fed piece by piece
//	line.go     what one line is: field, comment, stray
//	block.go    the lines of one event, and what follows an event
//	lines.go    streams of a JSON value a line (NDJSON)
package sse
