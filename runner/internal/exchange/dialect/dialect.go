// Package dialect holds the conventions of APIs for streams that the standard of server-sent events
// leaves open.
//
// Goals: the conventions of an API in one place, for all code that reads, judges or compares
// streams. Non-goals: reading streams (package sse), choosing a dialect: every stream is read in
// that of OpenAI, which most APIs of language models share, and which does not affect streams that
// do not use it.
package dialect

import (
	"slices"
	"strings"
)

// Dialect is what a stream reader needs to know about an API.
type Dialect interface {
	// Ends reports whether an event with this data ends the stream: everything after it is ignored.
	Ends(data string) bool
	// Whole maps the path of a value in a stream's events to that of the same value in a response that
	// is not streamed. Items of arrays are [].
	Whole(path string) string
}

// Default is the dialect of every stream. Its type is named so that calls need no copy of data.
var Default OpenAI

var _ Dialect = Default

// Done is the data of the event that ends a stream of OpenAI's dialect.
const Done = "[DONE]"

// endEvents are the types of events that come last in a whole stream: of Anthropic's messages, of
// OpenAI's responses, of Cohere's chat, and of APIs that say no more.
var endEvents = []string{"message_stop", "response.completed", "message-end", "done", "end"}

// EndEvent reports whether an event of that type comes last in a whole stream.
func EndEvent(kind string) bool { return slices.Contains(endEvents, kind) }

// OpenAI is the dialect of chat completions: the event [DONE] ends a stream, and a choice's delta
// corresponds to the message of a response that is not streamed.
type OpenAI struct{}

// Ends reports whether data is [DONE].
func (OpenAI) Ends(data string) bool { return data == Done }

// Whole replaces the delta of a choice by its message.
func (OpenAI) Whole(path string) string { return strings.Replace(path, "[].delta", "[].message", 1) }
