package main

import (
	"bytes"
	"encoding/json"
	"strings"
)

// call is a tool call as a client's caller sees it.
type call struct {
	Name      string `json:"name"`
	Arguments string `json:"arguments"` // JSON
}

// equal reports whether two calls are the same, whatever the white space of their arguments.
func (c call) equal(other call) bool {
	var here, there bytes.Buffer
	return c.Name == other.Name && json.Compact(&here, []byte(c.Arguments)) == nil &&
		json.Compact(&there, []byte(other.Arguments)) == nil && bytes.Equal(here.Bytes(), there.Bytes())
}

func (c call) String() string { return c.Name + " " + c.Arguments }

var (
	callF = call{"f", `{"x":1}`}
	callG = call{"g", `{"y":2}`}
)

// calling makes a case of the deltas of tool calls, for formats of OpenAI's kind.
func calling(title string, calls []call, deltas ...string) scene {
	return scene{title: title, mode: tools, calls: calls, answers: func(f *format) []answer {
		if f != openai && f != mistral {
			return nil
		}
		var b strings.Builder
		chunk := func(delta, reason string) {
			b.WriteString(data(`{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764000000, "model": "m", "choices": [{"index": 0, "delta": %s, "finish_reason": %s}]}`, delta, reason))
		}
		chunk(`{"role": "assistant", "content": null}`, "null")
		for _, delta := range deltas {
			chunk(`{"tool_calls": [`+delta+`]}`, "null")
		}
		chunk(`{}`, `"tool_calls"`)
		return []answer{f.eventStream(b.String() + f.end())}
	}}
}

// using makes a case of a tool use of Anthropic's format after a text, with this index in its
// events.
func using(title, index string) scene {
	return scene{title: title, mode: tools, calls: []call{callF}, answers: func(f *format) []answer {
		if f != anthropic {
			return nil
		}
		last := len(f.events) - 2 // message_delta, message_stop
		at := func(members string) string { return strings.TrimPrefix(index+", "+members, ", ") }
		use := named("content_block_start", at(`"content_block": {"type": "tool_use", "id": "a", "name": "f", "input": {}}`)) +
			named("content_block_delta", at(`"delta": {"type": "input_json_delta", "partial_json": "{\"x\":"}`)) +
			named("content_block_delta", at(`"delta": {"type": "input_json_delta", "partial_json": "1}"}`)) +
			named("content_block_stop", index)
		return []answer{f.eventStream(strings.Join(f.events[:last], "") + use +
			strings.ReplaceAll(strings.Join(f.events[last:], ""), "end_turn", "tool_use"))}
	}}
}

var toolScenes = []scene{
	calling("two calls, as they should be", []call{callF, callG},
		`{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":"}}`, `{"index": 0, "function": {"arguments": "1}"}}`,
		`{"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": "{\"y\":"}}`, `{"index": 1, "function": {"arguments": "2}"}}`),
	calling("two calls, their pieces by turns", []call{callF, callG},
		`{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":"}}`,
		`{"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": "{\"y\":"}}`,
		`{"index": 0, "function": {"arguments": "1}"}}`, `{"index": 1, "function": {"arguments": "2}"}}`),
	calling("two calls, no `index`", []call{callF, callG},
		`{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":"}}`, `{"function": {"arguments": "1}"}}`,
		`{"id": "b", "type": "function", "function": {"name": "g", "arguments": "{\"y\":"}}`, `{"function": {"arguments": "2}"}}`),
	calling("two whole calls, both `index: 0`", []call{callF, callG},
		`{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":1}"}}`,
		`{"index": 0, "id": "b", "type": "function", "function": {"name": "g", "arguments": "{\"y\":2}"}}`),
	calling("one call, `index: 1`", []call{callF},
		`{"index": 1, "id": "a", "type": "function", "function": {"name": "f", "arguments": "{\"x\":"}}`, `{"index": 1, "function": {"arguments": "1}"}}`),
	calling("one call, `arguments` an object", []call{callF},
		`{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": {"x": 1}}}`),
	using("Anthropic: as it should be", `"index": 1`),
	using("Anthropic: no `index`", ``),
	using("Anthropic: `index: 3` after 0", `"index": 3`),
	using("Anthropic: the `index` of the text", `"index": 0`),
}
