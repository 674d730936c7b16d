#!/usr/bin/env bash
# github.com/tmc/langchaingo 0.1.14 and charm.land/fantasy 0.41.2: two calls of tools whose
# arguments stream by turns come out wrong, without an error. The index in each part says to which
# call it belongs. langchaingo adds a part without an id to the call that began last, whatever its
# index; fantasy drops the rest of a call once one of a higher index has begun (0.48.0, which asks
# for Go 1.27, no longer has that rule). So arguments are no JSON, or belong to another tool. The
# accumulator of openai-go 3.50.0, which fantasy runs on the same parts, has both calls whole.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/turns
go 1.26
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"charm.land/fantasy"
	"charm.land/fantasy/providers/openaicompat"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/tmc/langchaingo/llms"
	lc "github.com/tmc/langchaingo/llms/openai"
)

func chunk(delta, reason string) string {
	return fmt.Sprintf(`data: {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": %s, "finish_reason": %s}]}`, delta, reason) + "\n\n"
}

func begin(index int, name, arguments string) string {
	return chunk(fmt.Sprintf(`{"tool_calls": [{"index": %d, "id": "call-%s", "type": "function", "function": {"name": %q, "arguments": %q}}]}`, index, name, name, arguments), "null")
}

func more(index int, arguments string) string {
	return chunk(fmt.Sprintf(`{"tool_calls": [{"index": %d, "function": {"arguments": %q}}]}`, index, arguments), "null")
}

func main() {
	ctx := context.Background()
	f, restF := begin(0, "f", `{"x":`), more(0, "1}")
	g, restG := begin(1, "g", `{"y":`), more(1, "2}")
	for _, c := range []struct{ name, stream string }{
		{"one after the other", f + restF + g + restG},
		{"by turns", f + g + restF + restG},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, c.stream+chunk("{}", `"tool_calls"`)+"data: [DONE]\n\n")
		}))

		llm, err := lc.New(lc.WithToken("invented"), lc.WithBaseURL(server.URL), lc.WithModel("m"))
		must(err)
		answer, err := llm.GenerateContent(ctx, []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, "hi")},
			llms.WithStreamingFunc(func(context.Context, []byte) error { return nil }))
		must(err)
		fmt.Printf("%s, langchaingo:", c.name)
		for _, call := range answer.Choices[0].ToolCalls {
			fmt.Print(" ", call.FunctionCall.Name, call.FunctionCall.Arguments)
		}
		fmt.Println()

		provider, err := openaicompat.New(openaicompat.WithBaseURL(server.URL), openaicompat.WithAPIKey("invented"))
		must(err)
		model, err := provider.LanguageModel(ctx, "m")
		must(err)
		stream, err := model.Stream(ctx, fantasy.Call{Prompt: fantasy.Prompt{fantasy.NewUserMessage("hi")}})
		must(err)
		fmt.Printf("%s, fantasy:", c.name)
		for part := range stream {
			must(part.Error)
			if part.Type == fantasy.StreamPartTypeToolCall {
				fmt.Print(" ", part.ToolCallName, part.ToolCallInput)
			}
		}
		fmt.Println()

		client := openai.NewClient(option.WithBaseURL(server.URL), option.WithAPIKey("invented"))
		chunks := client.Chat.Completions.NewStreaming(ctx, openai.ChatCompletionNewParams{Model: "m", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hi")}})
		whole := openai.ChatCompletionAccumulator{}
		for chunks.Next() {
			whole.AddChunk(chunks.Current())
		}
		must(chunks.Err())
		fmt.Printf("%s, openai-go:", c.name)
		for _, call := range whole.Choices[0].Message.ToolCalls {
			fmt.Print(" ", call.Function.Name, call.Function.Arguments)
		}
		fmt.Println()
		server.Close()
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
go get charm.land/fantasy@v0.41.2 github.com/openai/openai-go/v3@v3.50.0 github.com/tmc/langchaingo@v0.1.14 >/dev/null 2>&1
GOFLAGS=-mod=mod go build -o ask . 2>/dev/null
got=$(./ask)
echo "$got"
[ "$got" = 'one after the other, langchaingo: f{"x":1} g{"y":2}
one after the other, fantasy: f{"x":1} g{"y":2}
one after the other, openai-go: f{"x":1} g{"y":2}
by turns, langchaingo: f{"x": g{"y":1}2}
by turns, fantasy: f{"x": g{"y":2}
by turns, openai-go: f{"x":1} g{"y":2}' ] || {
  echo "no longer as described" >&2
  exit 1
}
