package llm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// made is when every answer of Ollama's API was made.
const made = "2025-11-24T16:00:00.123456Z"

// ofOllama reports whether a request is for Ollama's API.
func ofOllama(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// tags serves Ollama's list of models.
func tags(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, object{"models": []object{{"name": "small:latest", "model": "small:latest", "modified_at": made, "size": 1024,
		"digest": strings.Repeat("0", 64), "details": object{"format": "gguf", "family": "llama"}}}})
}

// ollamaChat serves Ollama's chats, as lines of JSON or as a whole.
func ollamaChat(w http.ResponseWriter, r *http.Request) {
	ollama(w, r, func(text string) object { return object{"message": object{"role": "assistant", "content": text}} })
}

// ollamaGenerate serves Ollama's completions.
func ollamaGenerate(w http.ResponseWriter, r *http.Request) {
	ollama(w, r, func(text string) object { return object{"response": text} })
}

func ollama(w http.ResponseWriter, r *http.Request, say func(text string) object) {
	a, ok := read(w, r)
	if !ok {
		return
	}
	part := func(text string, done string) object {
		o := say(text)
		o["model"], o["created_at"], o["done"] = a.Model, made, done != ""
		if done != "" {
			o["done_reason"], o["total_duration"], o["prompt_eval_count"], o["eval_count"] = done, 4_000_000, 9, 3
		}
		return o
	}
	switch {
	case a.Limits.Predict == 1:
		o := part("Hello", "length")
		o["eval_count"] = 1
		answer(w, http.StatusOK, o)
	case a.Schema != nil:
		answer(w, http.StatusOK, part(`{"city":"Oslo"}`, "stop"))
	case a.Streams != nil && !*a.Streams:
		answer(w, http.StatusOK, part("Hello there!", "stop"))
	default:
		w.Header().Set("Content-Type", "application/x-ndjson")
		for _, text := range []string{"Hello", " there", "!"} {
			line(w, part(text, ""))
		}
		line(w, part("", "stop"))
	}
}

// line writes a line of JSON and sends it at once.
func line(w http.ResponseWriter, v any) {
	b, _ := json.Marshal(v)
	fmt.Fprintf(w, "%s\n", b)
	_ = http.NewResponseController(w).Flush()
}
