package mcpserver

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// drained is a connection whose end is seen only once every request was answered: a client that
// writes its requests and closes its end, such as a shell's pipe, gets all answers. A line that is
// no message of JSON-RPC is answered with an error, and the session goes on.
type drained struct {
	ctx context.Context
	in  *bufio.Reader

	rest []byte // of the line that was read

	writing sync.Mutex
	out     io.WriteCloser

	mu      sync.Mutex
	open    map[string]bool // ids of requests without an answer
	settled *sync.Cond
}

func drain(ctx context.Context, in io.Reader, out io.WriteCloser) *drained {
	d := &drained{ctx: ctx, in: bufio.NewReader(in), out: out, open: map[string]bool{}}
	d.settled = sync.NewCond(&d.mu)
	return d
}

// message is what tells requests, answers and notifications apart (JSON-RPC 2.0).
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

// idOf returns the id of a request or an answer; "" for what is neither.
func idOf(line []byte, request bool) string {
	var m message
	if json.Unmarshal(line, &m) != nil || (m.Method != "") != request || string(m.ID) == "null" {
		return ""
	}
	return string(m.ID)
}

// Read returns parts of the next line.
func (d *drained) Read(p []byte) (int, error) {
	for len(d.rest) == 0 {
		line, err := d.in.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			d.wait()
			return 0, err
		}
		if wrong := wrongLine(line); wrong != nil {
			if err := d.refuse(wrong); err != nil {
				return 0, err
			}
			continue
		}
		if id := idOf(line, true); id != "" {
			d.mu.Lock()
			d.open[id] = true
			d.mu.Unlock()
		}
		d.rest = line
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// wrongLine returns what is wrong with a line; nil for a message, a batch or an empty line.
func wrongLine(line []byte) *jsonrpc.Error {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return nil
	}
	if !json.Valid(line) {
		return &jsonrpc.Error{Code: jsonrpc.CodeParseError, Message: "the line is no JSON; write each message on a line of its own"}
	}
	batch := []json.RawMessage{line}
	if line[0] == '[' {
		batch = nil
		_ = json.Unmarshal(line, &batch) // it is valid
	}
	for _, one := range batch {
		if _, err := jsonrpc.DecodeMessage(one); err != nil {
			return &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "the line is no message of JSON-RPC 2.0"}
		}
	}
	if len(batch) == 0 {
		return &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "the batch is empty"}
	}
	return nil
}

// refuse answers a line without an id that could be read (JSON-RPC 2.0, section 5).
func (d *drained) refuse(wrong *jsonrpc.Error) error {
	text, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": nil, "error": wrong})
	if err != nil {
		return err
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	_, err = d.out.Write(append(text, '\n'))
	return err
}

// Write passes answers on. Each is written in one piece.
func (d *drained) Write(p []byte) (int, error) {
	d.writing.Lock()
	n, err := d.out.Write(p)
	d.writing.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	for line := range bytes.Lines(p) {
		delete(d.open, idOf(line, false))
	}
	d.settled.Broadcast()
	return n, err
}

// Close closes the output.
func (d *drained) Close() error { return d.out.Close() }

// longest bounds how long answers are waited for after the client's end: one that canceled a
// request gets none.
const longest = time.Minute

// wait waits until no request is without an answer, or the context ends.
func (d *drained) wait() {
	ctx, cancel := context.WithTimeout(d.ctx, longest)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		d.mu.Lock() // wait has seen that ctx goes on, or waits already
		defer d.mu.Unlock()
		d.settled.Broadcast()
	})
	defer stop()
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.open) > 0 && ctx.Err() == nil {
		d.settled.Wait()
	}
}
