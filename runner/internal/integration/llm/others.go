package llm

import "net/http"

// responses serves OpenAI's Responses API: a text in one piece, or as events.
func responses(w http.ResponseWriter, r *http.Request) {
	a, ok := read(w, r)
	if !ok {
		return
	}
	if len(a.Input) == 0 {
		refuse(w, r, http.StatusBadRequest, "missing_required_parameter", "Missing required parameter: 'input'.")
		return
	}
	part := object{"type": "output_text", "text": "Hello there!", "annotations": []any{}}
	item := object{"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": []object{part}}
	if a.Tools != nil {
		item = object{"id": "fc_1", "type": "function_call", "status": "completed", "call_id": "call_0", "name": "weather", "arguments": `{"city":"Oslo"}`}
	}
	state := func(status string, output []object, spent any) object {
		return object{"id": "resp_1", "object": "response", "created_at": 1764000000, "status": status, "model": a.Model,
			"output": output, "usage": spent, "error": nil}
	}
	whole := state("completed", []object{item}, object{"input_tokens": 9, "output_tokens": 3, "total_tokens": 12})
	if !a.streams() {
		answer(w, http.StatusOK, whole)
		return
	}
	e, number := open(w), 0
	say := func(kind string, more object) {
		more["type"], more["sequence_number"] = kind, number
		number++
		e.named(more)
	}
	say("response.created", object{"response": state("in_progress", []object{}, nil)})
	say("response.output_item.added", object{"output_index": 0, "item": object{"id": "msg_1", "type": "message", "role": "assistant", "status": "in_progress", "content": []any{}}})
	for _, text := range []string{"Hello", " there", "!"} {
		say("response.output_text.delta", object{"item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": text})
	}
	say("response.output_text.done", object{"item_id": "msg_1", "output_index": 0, "content_index": 0, "text": "Hello there!"})
	say("response.output_item.done", object{"output_index": 0, "item": item})
	say("response.completed", object{"response": whole})
}

// messages serves Anthropic's API.
func messages(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Anthropic-Version") == "" {
		refuse(w, r, http.StatusBadRequest, "", "anthropic-version: header is required")
		return
	}
	a, ok := read(w, r)
	switch {
	case !ok:
		return
	case a.MaxTokens == nil:
		refuse(w, r, http.StatusBadRequest, "", "max_tokens: Field required")
		return
	case len(a.Messages) == 0:
		refuse(w, r, http.StatusBadRequest, "", "messages: at least one message is required")
		return
	}
	block, reason := object{"type": "text", "text": "Hello there!"}, "end_turn"
	if a.Tools != nil {
		block, reason = object{"type": "tool_use", "id": "toolu_1", "name": "weather", "input": object{"city": "Oslo"}}, "tool_use"
	} else if *a.MaxTokens == 1 {
		block, reason = object{"type": "text", "text": "Hello"}, "max_tokens"
	}
	message := object{"id": "msg_1", "type": "message", "role": "assistant", "model": a.Model, "content": []object{block},
		"stop_reason": reason, "stop_sequence": nil, "usage": object{"input_tokens": 9, "output_tokens": 3}}
	if !a.streams() {
		answer(w, http.StatusOK, message)
		return
	}
	e := open(w)
	message["content"], message["stop_reason"], message["usage"] = []any{}, nil, object{"input_tokens": 9, "output_tokens": 1}
	e.named(object{"type": "message_start", "message": message})
	e.named(object{"type": "content_block_start", "index": 0, "content_block": object{"type": "text", "text": ""}})
	e.named(object{"type": "ping"})
	for _, text := range []string{"Hello", " there", "!"} {
		e.named(object{"type": "content_block_delta", "index": 0, "delta": object{"type": "text_delta", "text": text}})
	}
	e.named(object{"type": "content_block_stop", "index": 0})
	e.named(object{"type": "message_delta", "delta": object{"stop_reason": "end_turn", "stop_sequence": nil}, "usage": object{"output_tokens": 3}})
	e.named(object{"type": "message_stop"})
}
