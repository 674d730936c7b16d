#!/usr/bin/env bash
# github.com/tmc/langchaingo 0.1.14, llms/openai: an error event in a stream, `data: {"error": …}`
# as OpenAI's API sends it when it fails after its 200, is taken for a chunk without choices. GenerateContent
# returns what came before it, or an empty text where it is the first event, and a nil
# error. So it is with an event whose JSON stands on two data lines, which the
# format of server-sent events joins (WHATWG HTML, 9.2.6): no text, no error.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/langchaingo
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"
)

func chunk(text, reason string) string {
	return fmt.Sprintf(`data: {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": %q}, "finish_reason": %s}]}`, text, reason) + "\n\n"
}

const (
	failure = `data: {"error": {"message": "The server had an error.", "type": "server_error", "param": null, "code": null}}` + "\n\n"
	end     = "data: [DONE]\n\n"
)

func main() {
	whole := chunk("Hello", "null") + chunk(" there!", `"stop"`) + end
	for _, c := range []struct{ name, stream string }{
		{"whole", whole},
		{"an error after half", chunk("Hello", "null") + failure},
		{"an error at once", failure},
		{"JSON on two data lines", strings.ReplaceAll(whole, "data: {", "data: {\ndata: ")},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, c.stream)
		}))
		llm, err := openai.New(openai.WithToken("invented"), openai.WithBaseURL(server.URL), openai.WithModel("m"))
		if err != nil {
			panic(err)
		}
		text := ""
		answer, err := llm.GenerateContent(context.Background(), []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, "hi")},
			llms.WithStreamingFunc(func(context.Context, []byte) error { return nil }))
		if err == nil {
			text = answer.Choices[0].Content
		}
		fmt.Printf("%s: %q, error %v\n", c.name, text, err)
		server.Close()
	}
}
GO
go get github.com/tmc/langchaingo@v0.1.14 >/dev/null 2>&1
GOFLAGS=-mod=mod go build -o ask . 2>/dev/null
got=$(./ask)
printf 'langchaingo 0.1.14\n%s\n' "$got"
[ "$got" = 'whole: "Hello there!", error <nil>
an error after half: "Hello", error <nil>
an error at once: "", error <nil>
JSON on two data lines: "", error <nil>' ] || {
  echo "no longer as described" >&2
  exit 1
}
