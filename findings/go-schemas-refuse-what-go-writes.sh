#!/usr/bin/env bash
# github.com/google/jsonschema-go 0.4.3 (of the official MCP SDK) and
# github.com/sashabaranov/go-openai/jsonschema 1.43.0: the schema that is made of a Go type refuses
# what encoding/json writes of a value of that type. A []byte is to be an array of numbers, though it
# is written as base64; a nil map is null, where only a nil slice may be; json.Number, *big.Int and
# the option `string` have the other of number and string; what has a MarshalText of its own is to be
# an object or a number. go-openai takes omitzero for a part of the name. So a tool of
# github.com/modelcontextprotocol/go-sdk 1.8.0 whose result has such a field fails at each call, and
# one with a map only where that is nil.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/schemas
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"time"

	google "github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	openai "github.com/sashabaranov/go-openai/jsonschema"
)

func main() {
	try(struct{ V []byte }{[]byte("hello")})
	try(struct{ V json.RawMessage }{json.RawMessage(`{"a":1}`)})
	try(struct{ V []string }{})
	try(struct{ V map[string]int }{})
	try(struct{ V json.Number }{"1.5"})
	try(struct{ V *big.Int }{big.NewInt(5)})
	try(struct{ V netip.Addr }{netip.MustParseAddr("::1")})
	try(struct{ V time.Time }{time.Unix(0, 0).UTC()})
	try(struct {
		V int `json:"v,string"`
	}{5})
	try(struct {
		V int `json:"v,omitzero"`
	}{0})
}

// try validates v against the schemas of its own type, and lets a tool return it.
func try[T any](v T) {
	written, err := json.Marshal(v)
	must(err)
	ofGoogle, err := google.For[T](nil)
	must(err)
	ofOpenAI := "no schema"
	if schema, err := openai.GenerateSchemaForType(v); err == nil {
		ofOpenAI = judged(schema, v)
	}
	fmt.Printf("%s: google %s, go-openai %s, tool %s\n", written, judged(ofGoogle, v), ofOpenAI, called(v))
}

func judged(schema, v any) string {
	compiler := validator.NewCompiler()
	must(compiler.AddResource("schema.json", plain(schema)))
	if compiler.MustCompile("schema.json").Validate(plain(v)) != nil {
		return "refuses"
	}
	return "ok"
}

// plain returns v as the validator takes it.
func plain(v any) (out any) {
	data, err := json.Marshal(v)
	must(err)
	must(json.Unmarshal(data, &out))
	return out
}

func called[T any](v T) string {
	ctx := context.Background()
	server := mcp.NewServer(&mcp.Implementation{Name: "shop", Version: "1"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "get"}, func(context.Context, *mcp.CallToolRequest, struct{}) (*mcp.CallToolResult, T, error) {
		return nil, v, nil
	})
	here, there := mcp.NewInMemoryTransports()
	_, err := server.Connect(ctx, here, nil)
	must(err)
	client, err := mcp.NewClient(&mcp.Implementation{Name: "client", Version: "1"}, nil).Connect(ctx, there, nil)
	must(err)
	defer client.Close()
	if _, err := client.CallTool(ctx, &mcp.CallToolParams{Name: "get"}); err != nil {
		return "fails"
	}
	return "ok"
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
go get github.com/google/jsonschema-go@v0.4.3 github.com/sashabaranov/go-openai@v1.43.0 \
  github.com/modelcontextprotocol/go-sdk@v1.8.0 github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = '{"V":"aGVsbG8="}: google refuses, go-openai refuses, tool fails
{"V":{"a":1}}: google refuses, go-openai refuses, tool fails
{"V":null}: google ok, go-openai refuses, tool ok
{"V":null}: google refuses, go-openai no schema, tool fails
{"V":1.5}: google refuses, go-openai refuses, tool fails
{"V":5}: google refuses, go-openai refuses, tool fails
{"V":"::1"}: google refuses, go-openai refuses, tool fails
{"V":"1970-01-01T00:00:00Z"}: google ok, go-openai refuses, tool ok
{"v":"5"}: google refuses, go-openai refuses, tool fails
{}: google ok, go-openai refuses, tool ok' ] || {
  echo "no longer as described" >&2
  exit 1
}
