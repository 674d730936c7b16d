// Package dialect is what the streams of APIs mean beyond server-sent events, which
// the standard does not say.
//
// Goals: the conventions of an API in one place; who reads, judges or compares
// streams asks here. Non-goals: reading streams (package sse), choosing a dialect:
// every stream is read in that of OpenAI, which most APIs of language models share,
// and which takes nothing from streams that do not use it.
package dialect

import "strings"

// Dialect is what a stream reader has to know of an API.
type Dialect interface {
	// Ends reports whether an event with this data ends the stream: nothing behind it is
	// read.
	Ends(data string) bool
	// Whole is the path of a value in the whole answer, given that of the same value in
	// the shape of a stream's events: items of arrays are [].
	Whole(path string) string
}

// Default is the dialect of every stream. Its type is named so that calls need no copy of data.
var Default OpenAI

var _ Dialect = Default

// Done is the data of the event that ends a stream of OpenAI's dialect.
const Done = "[DONE]"

// OpenAI is the dialect of chat completions: the event [DONE] ends a stream, and a
// choice's delta is what a whole answer calls its message.
type OpenAI struct{}

// Ends reports whether data is [DONE].
func (OpenAI) Ends(data string) bool { return data == Done }

// Whole names the delta of a chunk as the message of an answer.
func (OpenAI) Whole(path string) string { return strings.Replace(path, "[].delta", "[].message", 1) }
