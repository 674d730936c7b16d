#!/usr/bin/env bash
# github.com/ollama/ollama/api 0.17.4: where the connection is lost in the middle of a stream,
# Client.Chat hands on the parts that came and returns a nil error, so that half of an answer
# looks whole, unless the caller looks for Done in the last part. net/http reports the loss,
# io.ErrUnexpectedEOF, to whoever reads the same body. npm's ollama 0.6.4 throws.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/ollama
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/ollama/ollama/api"
)

const part = `{"model": "m", "created_at": "2026-01-01T00:00:00Z", "message": {"role": "assistant", "content": "Hello"}, "done": false}` + "\n"

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		fmt.Fprint(w, part)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // ends the connection, as a server that stops does
	}))
	defer server.Close()

	response, err := http.Post(server.URL, "application/json", strings.NewReader("{}"))
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
	}
	fmt.Printf("net/http: %v\n", err)

	at, _ := url.Parse(server.URL)
	text, done := "", false
	err = api.NewClient(at, http.DefaultClient).Chat(context.Background(), &api.ChatRequest{Model: "m", Messages: []api.Message{{Role: "user", Content: "hi"}}},
		func(r api.ChatResponse) error {
			text, done = text+r.Message.Content, done || r.Done
			return nil
		})
	fmt.Printf("ollama/api: text %q, done %t, error %v\n", text, done, err)
}
GO
go get github.com/ollama/ollama@v0.17.4 >/dev/null 2>&1
GOFLAGS=-mod=mod go build -o ask . 2>/dev/null
got=$(./ask)
printf 'ollama 0.17.4\n%s\n' "$got"
[ "$got" = 'net/http: unexpected EOF
ollama/api: text "Hello", done false, error <nil>' ] || {
  echo "no longer as described" >&2
  exit 1
}
