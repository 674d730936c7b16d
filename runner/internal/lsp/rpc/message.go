package rpc

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The codes of errors (JSON-RPC 2.0, section 5.1, and LSP 3.17).
const (
	ParseError       = -32700
	InvalidRequest   = -32600
	MethodNotFound   = -32601
	InvalidParams    = -32602
	InternalError    = -32603
	NotInitialized   = -32002
	RequestFailed    = -32803
	RequestCancelled = -32800
)

// Error is the error of a response.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return e.Message }

// Errorf returns an error with a code.
func Errorf(code int, format string, args ...any) *Error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

// Message is a request (ID and Method), a notification (Method alone) or a response (ID, and
// Result or Error).
type Message struct {
	ID     json.RawMessage `json:"id,omitempty"` // a number or a text, as the client wrote it
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *Error          `json:"error,omitempty"`
}

// IsRequest reports whether m wants a response.
func (m *Message) IsRequest() bool { return m.Method != "" && m.ID != nil }

// Parse reads the content of a message. The error is an *[Error]; the message then has the ID to
// respond with, null if it cannot be read.
func Parse(content []byte) (*Message, error) {
	m := &Message{}
	null := json.RawMessage("null")
	if err := json.Unmarshal(content, m); err != nil {
		var syntax *json.SyntaxError
		if ok := asSyntax(err, &syntax); ok {
			return &Message{ID: null}, Errorf(ParseError, "the message is no JSON: %v", err)
		}
		return &Message{ID: null}, Errorf(InvalidRequest, "the message is no object of JSON-RPC 2.0: %v", err)
	}
	if bytes.Equal(m.ID, null) {
		m.ID = nil
	}
	if m.ID != nil && m.ID[0] != '"' && m.ID[0] != '-' && (m.ID[0] < '0' || m.ID[0] > '9') {
		return &Message{ID: null}, Errorf(InvalidRequest, "the id of a message is a number or a text")
	}
	if m.Method == "" && m.ID == nil && m.Error == nil {
		return &Message{ID: null}, Errorf(InvalidRequest, "a message has a method, an id, or both")
	}
	return m, nil
}

func asSyntax(err error, to **json.SyntaxError) bool {
	s, ok := err.(*json.SyntaxError) //nolint:errorlint // Unmarshal does not wrap it
	*to = s
	return ok
}

// Encode returns the content of a message.
func Encode(m *Message) ([]byte, error) {
	if m.Method == "" && m.Error == nil && m.Result == nil {
		m.Result = json.RawMessage("null")
	}
	return json.Marshal(struct {
		Version string `json:"jsonrpc"`
		*Message
	}{"2.0", m})
}

// Params reads the parameters of a message. The error is an *[Error].
func Params(m *Message, to any) error {
	if len(m.Params) == 0 {
		return nil
	}
	if err := json.Unmarshal(m.Params, to); err != nil {
		return Errorf(InvalidParams, "the parameters of %s: %v", m.Method, err)
	}
	return nil
}
