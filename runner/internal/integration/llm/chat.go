package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// events writes server-sent events (WHATWG) and sends each at once.
type events struct {
	w     http.ResponseWriter
	flush func() error
}

func open(w http.ResponseWriter) *events {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	return &events{w, http.NewResponseController(w).Flush}
}

func (e *events) text(s string) {
	fmt.Fprint(e.w, s)
	_ = e.flush()
}

func (e *events) data(v any) {
	b, _ := json.Marshal(v)
	e.text("data: " + string(b) + "\n\n")
}

// named writes an event named after the type of its data.
func (e *events) named(v object) {
	b, _ := json.Marshal(v)
	e.text(fmt.Sprintf("event: %s\ndata: %s\n\n", v["type"], b))
}

func chunk(delta object, reason any) object {
	return object{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1764000000, "model": "small",
		"choices": []object{{"index": 0, "delta": delta, "finish_reason": reason}}}
}

var usage = object{"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}

func call(i int) object {
	return object{"id": fmt.Sprintf("call_%d", i), "type": "function",
		"function": object{"name": "weather", "arguments": []string{`{"city":"Oslo"}`, `{"city":"Rome"}`}[i]}}
}

// message returns the model's message, and its finish reason.
func (a ask) message() (object, string) {
	switch {
	case a.Tools != nil && a.Parallel != nil && *a.Parallel:
		return object{"role": "assistant", "content": nil, "tool_calls": []object{call(0), call(1)}}, "tool_calls"
	case a.Tools != nil:
		return object{"role": "assistant", "content": nil, "tool_calls": []object{call(0)}}, "tool_calls"
	case a.Format != nil:
		return object{"role": "assistant", "content": `{"city":"Oslo"}`}, "stop"
	case a.MaxTokens != nil && *a.MaxTokens == 1:
		return object{"role": "assistant", "content": "Hello"}, "length"
	}
	text := "Hello there!"
	for _, stop := range a.Stop {
		text, _, _ = strings.Cut(text, stop)
	}
	return object{"role": "assistant", "content": text}, "stop"
}

func chat(w http.ResponseWriter, r *http.Request) {
	a, ok := read(w, r)
	switch {
	case !ok:
		return
	case len(a.Messages) == 0:
		refuse(w, r, http.StatusBadRequest, "missing_required_parameter", "Missing required parameter: 'messages'.")
		return
	case a.streams():
		a.stream(w)
		return
	}
	choices := []object{}
	message, reason := a.message()
	for i := range max(a.N, 1) {
		choices = append(choices, object{"index": i, "message": message, "finish_reason": reason})
	}
	spent := usage
	if reason == "length" {
		spent = object{"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}
	}
	answer(w, http.StatusOK, object{"id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000,
		"model": a.Model, "system_fingerprint": "fp_1", "choices": choices, "usage": spent})
}

func (a ask) stream(w http.ResponseWriter) {
	e := open(w)
	_, reason := a.message()
	e.data(chunk(object{"role": "assistant", "content": ""}, nil))
	if reason == "tool_calls" {
		e.data(chunk(object{"tool_calls": []object{{"index": 0, "id": "call_0", "type": "function", "function": object{"name": "weather", "arguments": ""}}}}, nil))
		for _, part := range []string{`{"city":`, `"Oslo"}`} {
			e.data(chunk(object{"tool_calls": []object{{"index": 0, "function": object{"arguments": part}}}}, nil))
		}
	} else {
		for _, part := range []string{"Hello", " there", "!"} {
			e.data(chunk(object{"content": part}, nil))
		}
	}
	e.data(chunk(object{}, reason))
	if a.Options.Usage {
		last := chunk(object{}, nil)
		last["choices"], last["usage"] = []object{}, usage
		e.data(last)
	}
	e.text("data: [DONE]\n\n")
}
