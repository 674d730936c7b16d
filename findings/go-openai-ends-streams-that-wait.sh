#!/usr/bin/env bash
# github.com/sashabaranov/go-openai 1.43.0: comments in a stream (": …" lines), which gateways send
# while the model has nothing to say yet, and which the format of server-sent events has for that
# (WHATWG HTML, 9.2.7), end it. Each counts against EmptyMessagesLimit, and the blank line behind
# it once more: after 150 in a row, of the 300 that are the default, Recv returns
# ErrTooManyEmptyStreamMessages. With one every half a second that is a pause of 75 s. The text so
# far is half of the answer. openai-go 3.96.0 reads the same stream to its end.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/comments
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	goopenai "github.com/sashabaranov/go-openai"
)

func chunk(text, reason string) string {
	return fmt.Sprintf(`data: {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": %q}, "finish_reason": %s}]}`, text, reason) + "\n\n"
}

func byGoOpenAI(url string) (text string, err error) {
	config := goopenai.DefaultConfig("invented")
	config.BaseURL = url
	request := goopenai.ChatCompletionRequest{Model: "m", Messages: []goopenai.ChatCompletionMessage{{Role: "user", Content: "hi"}}}
	stream, err := goopenai.NewClientWithConfig(config).CreateChatCompletionStream(context.Background(), request)
	for err == nil {
		var r goopenai.ChatCompletionStreamResponse
		if r, err = stream.Recv(); err == nil {
			text += r.Choices[0].Delta.Content
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return text, err
}

func byOpenAIGo(url string) (text string, err error) {
	client := openai.NewClient(option.WithAPIKey("invented"), option.WithBaseURL(url))
	stream := client.Chat.Completions.NewStreaming(context.Background(), openai.ChatCompletionNewParams{
		Model: "m", Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("hi")},
	})
	for stream.Next() {
		text += stream.Current().Choices[0].Delta.Content
	}
	return text, stream.Err()
}

func main() {
	for _, comments := range []int{149, 150} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, chunk("Hello", "null"), strings.Repeat(": still working\n\n", comments), chunk(" there!", `"stop"`), "data: [DONE]\n\n")
		}))
		for _, by := range []struct {
			name string
			read func(url string) (string, error)
		}{{"go-openai", byGoOpenAI}, {"openai-go", byOpenAIGo}} {
			text, err := by.read(server.URL)
			fmt.Printf("%d comments, %s: %q, error %v\n", comments, by.name, text, err)
		}
		server.Close()
	}
}
GO
go get github.com/sashabaranov/go-openai@v1.43.0 github.com/openai/openai-go/v3@v3.96.0 >/dev/null 2>&1
GOFLAGS=-mod=mod go build -o ask . 2>/dev/null
got=$(./ask)
printf 'go-openai 1.43.0, openai-go 3.96.0\n%s\n' "$got"
[ "$got" = '149 comments, go-openai: "Hello there!", error <nil>
149 comments, openai-go: "Hello there!", error <nil>
150 comments, go-openai: "Hello", error stream has sent too many empty messages
150 comments, openai-go: "Hello there!", error <nil>' ] || {
  echo "no longer as described" >&2
  exit 1
}
