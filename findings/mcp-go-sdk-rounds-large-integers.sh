#!/usr/bin/env bash
# github.com/modelcontextprotocol/go-sdk 1.8.0: an integer beyond 2^53 passes through a typed tool
# (mcp.AddTool) as another number, though the tool's own types are int64 and the JSON has all digits:
# of the arguments before the tool sees them, and again of its result, in structuredContent and in
# the text beside it. The schema says "integer" and nothing fails. CallToolRequest has the
# arguments as they were sent. github.com/mark3labs/mcp-go 1.2.1 keeps both numbers.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >go.mod <<'MOD'
module finding.example/mcp
go 1.25
MOD
cat >main.go <<'GO'
package main

import (
	"context"
	"encoding/json"
	"fmt"

	other "github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

type order struct {
	ID int64 `json:"id"`
}

// next is the tool: it takes an order, and returns the one whose number has both low bits set.
func next(in order) order {
	out := order{in.ID | 3}
	fmt.Println("  the tool takes", in.ID, "and returns", out.ID)
	return out
}

const arguments = `{"id": 9007199254740993}`

func main() {
	ctx := context.Background()
	fmt.Println("go-sdk 1.8.0")
	sdk := mcp.NewServer(&mcp.Implementation{Name: "shop", Version: "1"}, nil)
	mcp.AddTool(sdk, &mcp.Tool{Name: "next"}, func(_ context.Context, q *mcp.CallToolRequest, in order) (*mcp.CallToolResult, order, error) {
		fmt.Println("  was sent", string(q.Params.Arguments))
		return nil, next(in), nil
	})
	here, there := mcp.NewInMemoryTransports()
	_, err := sdk.Connect(ctx, here, nil)
	must(err)
	client, err := mcp.NewClient(&mcp.Implementation{Name: "client", Version: "1"}, nil).Connect(ctx, there, nil)
	must(err)
	result, err := client.CallTool(ctx, &mcp.CallToolParams{Name: "next", Arguments: json.RawMessage(arguments)})
	must(err)
	fmt.Println("  answers", result.Content[0].(*mcp.TextContent).Text)
	must(client.Close())

	fmt.Println("mcp-go 1.2.1")
	s := server.NewMCPServer("shop", "1")
	s.AddTool(other.NewTool("next", other.WithNumber("id")), other.NewStructuredToolHandler(func(_ context.Context, _ other.CallToolRequest, in order) (order, error) {
		return next(in), nil
	}))
	answer := s.HandleMessage(ctx, json.RawMessage(`{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "next", "arguments": `+arguments+`}}`))
	data, err := json.Marshal(answer)
	must(err)
	var got struct{ Result struct{ Content []struct{ Text string } } }
	must(json.Unmarshal(data, &got))
	fmt.Println("  answers", got.Result.Content[0].Text)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
GO
go get github.com/modelcontextprotocol/go-sdk@v1.8.0 github.com/mark3labs/mcp-go@v1.2.1 >/dev/null 2>&1
go mod tidy >/dev/null 2>&1

got=$(go run .)
echo "$got"
[ "$got" = 'go-sdk 1.8.0
  was sent {"id":9007199254740993}
  the tool takes 9007199254740992 and returns 9007199254740995
  answers {"id":9007199254740996}
mcp-go 1.2.1
  the tool takes 9007199254740993 and returns 9007199254740995
  answers {"id":9007199254740995}' ] || {
  echo "no longer as described" >&2
  exit 1
}
