package mcpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"assay/runner/internal/crash"
	"assay/runner/internal/source"
)

// Limits of an answer: agents read all of it.
const (
	mostListed = 20  // findings, survivors, problems
	mostText   = 300 // characters of a message
	mostWhole  = 6000
)

// The codes of calls that fail. They do not change.
const (
	codeDocuments = "documents_wrong" // a suite does not load; lint says why
	codeUnknown   = "unknown_name"    // no finding or suite of that name
	codeArguments = "arguments_wrong" // an argument is unknown, missing, or of another type
	codeNothing   = "nothing_selected"
	codeBudget    = "budget_spent"
	codeFailed    = "failed" // Assay itself, or the disk
)

// fault is why a call fails.
type fault struct {
	Code     string    `json:"code"`
	Message  string    `json:"message"`
	Next     string    `json:"next,omitempty"`
	Problems []problem `json:"problems,omitempty"`
}

func (f *fault) Error() string { return f.Message }

// add offers a tool. Its answer is JSON: as structured content, and as text for clients without.
func add[In, Out any](s *Session, server *mcp.Server, tool *mcp.Tool, do func(context.Context, In) (Out, error)) {
	schema, err := jsonschema.For[In](nil)
	if err != nil {
		panic(err) // of a type of this package
	}
	tool.InputSchema = schema
	s.offered = append(s.offered, tool.Name)
	server.AddTool(tool, func(ctx context.Context, call *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		var out Out
		err := crash.Try(func() error {
			in, err := readArguments[In](call.Params.Arguments)
			if err == nil {
				out, err = do(ctx, in)
			}
			return err
		})
		if err != nil {
			return s.result(s.faultOf(err), true), nil
		}
		return s.result(out, false), nil
	})
}

// result writes a value, masked.
func (s *Session) result(v any, wrong bool) *mcp.CallToolResult {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		v, wrong = fault{Code: codeFailed, Message: err.Error()}, true
		text.Reset()
		_ = e.Encode(v) // strings always have an encoding
	}
	masked := s.Masks.String(string(bytes.TrimSpace(text.Bytes())))
	out := &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: masked}}, IsError: wrong}
	if json.Valid([]byte(masked)) {
		out.StructuredContent = json.RawMessage(masked)
	}
	return out
}

// faultOf returns an error as what a call answers.
func (s *Session) faultOf(err error) *fault {
	var known *fault
	var problems source.Problems
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &problems):
		list, more := problemsOf(source.ProblemsOf(err))
		return &fault{
			Code: codeDocuments, Message: "the suites are wrong" + left(more, "problem"), Problems: list,
			Next: "mend what problems name, then lint",
		}
	}
	return &fault{Code: codeFailed, Message: short(s.Masks.String(err.Error()))} // whole: half a secret is not found
}

// left says how many are not listed; "" if none.
func left(n int, noun string) string {
	if n == 0 {
		return ""
	}
	if n > 1 {
		noun += "s"
	}
	return fmt.Sprintf("; %d more %s", n, noun)
}

// short bounds a text.
func short(s string) string { return bounded(s, mostText) }

func bounded(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// first returns the first n of a list, and how many are left.
func first[T any](list []T, n int) ([]T, int) {
	if len(list) <= n {
		return list, 0
	}
	return list[:n], len(list) - n
}
