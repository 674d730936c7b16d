package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/integration/llm"
)

// text is the text of every good answer, and half its first part.
const (
	text = "Hello there!"
	half = "Hello"
)

// words are those of the server in every error.
const words = "The kettle is empty."

// format is the form in which an API answers.
type format struct {
	path     string
	media    string // Content-Type of a stream
	framing  exchange.Framing
	events   []string // of a good stream, each with its end
	head     int      // how many come before the text, which has three
	marked   bool     // the last event is an end mark
	plain    string   // a good plain answer
	failure  string   // an event with an error that has the server's words
	foreign  string   // the same, labeled as other APIs do; see the page
	error    string   // the body of a refusal, with the words
	detached string   // an event that lacks its usual part; see the page
}

// begun returns the events to the end of the first part of the text.
func (f *format) begun() string { return strings.Join(f.events[:f.head+1], "") }

// end returns the end mark, "" if the format has none.
func (f *format) end() string {
	if !f.marked {
		return ""
	}
	return f.events[len(f.events)-1]
}

// rest returns the events after the first part of the text.
func (f *format) rest() string { return strings.Join(f.events[f.head+1:], "") }

// upstreamed returns the good answer of this repository's upstream to a POST, or, without a body,
// to a GET.
func upstreamed(path, body string) string {
	const key = "invented"
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Anthropic-Version", "2023-06-01")
	w := httptest.NewRecorder()
	llm.New(key).ServeHTTP(w, r)
	return strings.TrimSuffix(w.Body.String(), "\n\n")
}

// split returns the events of a stream.
func split(stream string) []string {
	out := strings.Split(stream, "\n\n")
	for i := range out {
		out[i] += "\n\n"
	}
	return out
}

const ask = `{"model": "small", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}], "stream": %t}`

var openai = &format{
	path: "/v1/chat/completions", media: "text/event-stream",
	events: split(upstreamed("/v1/chat/completions", fmt.Sprintf(ask, true))), head: 1, marked: true,
	plain:    upstreamed("/v1/chat/completions", fmt.Sprintf(ask, false)),
	failure:  data(`{"error": {"message": %q, "type": "server_error", "param": null, "code": null}}`, words),
	foreign:  "event: error\n" + data(`{"error": {"message": %q, "type": "server_error", "param": null, "code": null}}`, words),
	error:    fmt.Sprintf(`{"error": {"message": %q, "type": "invalid_request_error", "param": null, "code": null}}`, words),
	detached: data(`{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764000000, "model": "small", "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}}`),
}

var mistral = func() *format {
	f := *openai
	f.error = fmt.Sprintf(`{"object": "error", "message": %q, "type": "invalid_request_error", "param": null, "code": "1"}`, words)
	return &f
}()

var anthropic = &format{
	path: "/v1/messages", media: "text/event-stream",
	events: split(upstreamed("/v1/messages", fmt.Sprintf(ask, true))), head: 3, marked: true,
	plain:    upstreamed("/v1/messages", fmt.Sprintf(ask, false)),
	failure:  "event: error\n" + data(`{"type": "error", "error": {"type": "overloaded_error", "message": %q}}`, words),
	foreign:  data(`{"type": "error", "error": {"type": "overloaded_error", "message": %q}}`, words),
	error:    fmt.Sprintf(`{"type": "error", "error": {"type": "invalid_request_error", "message": %q}}`, words),
	detached: "event: message_delta\n" + data(`{"type": "message_delta", "usage": {"output_tokens": 3}}`),
}

var google = &format{
	path: "/v1beta/models/m:streamGenerateContent?alt=sse", media: "text/event-stream",
	events:   []string{candidate("Hello", ""), candidate(" there", ""), candidate("!", ""), candidate("", `, "finishReason": "STOP"`)},
	plain:    strings.TrimPrefix(candidate(text, `, "finishReason": "STOP"`), "data: "),
	failure:  data(`{"error": {"code": 503, "message": %q, "status": "UNAVAILABLE"}}`, words),
	foreign:  "event: error\n" + data(`{"error": {"code": 503, "message": %q, "status": "UNAVAILABLE"}}`, words),
	error:    fmt.Sprintf(`{"error": {"code": 400, "message": %q, "status": "INVALID_ARGUMENT"}}`, words),
	detached: data(`{"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 3, "totalTokenCount": 12}}`),
}

func candidate(part, reason string) string {
	return data(`{"candidates": [{"content": {"parts": [{"text": %q}], "role": "model"}, "index": 0`+reason+`}]}`, part)
}

var cohere = &format{
	path: "/v2/chat", media: "text/event-stream",
	events: []string{
		named("message-start", `"id": "1", "delta": {"message": {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}}`),
		named("content-start", `"index": 0, "delta": {"message": {"content": {"type": "text", "text": ""}}}`),
		coheres("Hello"), coheres(" there"), coheres("!"),
		named("content-end", `"index": 0`),
		named("message-end", `"id": "1", "delta": {"finish_reason": "COMPLETE", "usage": {"tokens": {"input_tokens": 9, "output_tokens": 3}}}`),
		data("[DONE]"),
	}, head: 2, marked: true,
	plain:    fmt.Sprintf(`{"id": "1", "finish_reason": "COMPLETE", "message": {"role": "assistant", "content": [{"type": "text", "text": %q}]}, "usage": {"tokens": {"input_tokens": 9, "output_tokens": 3}}}`, text),
	failure:  named("message-end", fmt.Sprintf(`"id": "1", "delta": {"finish_reason": "ERROR", "error": %q}`, words)),
	foreign:  data(`{"message": %q}`, words),
	error:    fmt.Sprintf(`{"message": %q}`, words),
	detached: named("message-end", `"id": "1"`),
}

func coheres(part string) string {
	return named("content-delta", fmt.Sprintf(`"index": 0, "delta": {"message": {"content": {"text": %q}}}`, part))
}

var ollama = &format{
	path: "/api/chat", media: "application/x-ndjson", framing: exchange.NDJSON,
	events:   []string{part("Hello", false), part(" there", false), part("!", false), part("", true)},
	marked:   true,
	plain:    part(text, true),
	failure:  fmt.Sprintf("{\"error\": %q}\n", words),
	foreign:  fmt.Sprintf("{\"error\": {\"message\": %q}}\n", words),
	error:    fmt.Sprintf(`{"error": %q}`, words),
	detached: "",
}

func part(content string, done bool) string {
	line := map[string]any{"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": map[string]string{"role": "assistant", "content": content}, "done": done}
	if done {
		line["done_reason"] = "stop"
	}
	b, _ := json.Marshal(line)
	return string(b) + "\n"
}

func data(format string, args ...any) string { return "data: " + fmt.Sprintf(format, args...) + "\n\n" }

// named returns an event that is named after the type of its data.
func named(kind, members string) string {
	if members != "" {
		members = ", " + members
	}
	return fmt.Sprintf("event: %s\ndata: {\"type\": %q%s}\n\n", kind, kind, members)
}
