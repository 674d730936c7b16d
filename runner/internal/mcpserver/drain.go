package mcpserver

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"sync"
	"time"
)

// drained is a connection whose end is seen only once every request was answered: a client that
// writes its requests and closes its end, such as a shell's pipe, gets all answers.
type drained struct {
	ctx context.Context
	in  *bufio.Reader
	out io.WriteCloser

	rest []byte // of the line that was read

	mu      sync.Mutex
	open    int // requests without an answer
	settled *sync.Cond
}

func drain(ctx context.Context, in io.Reader, out io.WriteCloser) *drained {
	d := &drained{ctx: ctx, in: bufio.NewReader(in), out: out}
	d.settled = sync.NewCond(&d.mu)
	return d
}

// message is what tells requests, answers and notifications apart (JSON-RPC 2.0).
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

// Read returns parts of the next line.
func (d *drained) Read(p []byte) (int, error) {
	if len(d.rest) == 0 {
		line, err := d.in.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			d.wait()
			return 0, err
		}
		var m message
		if json.Unmarshal(line, &m) == nil && m.Method != "" && len(m.ID) > 0 {
			d.count(1)
		}
		d.rest = line
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// Write passes answers on. Each is written in one piece.
func (d *drained) Write(p []byte) (int, error) {
	n, err := d.out.Write(p)
	for line := range bytes.Lines(p) {
		var m message
		if json.Unmarshal(line, &m) == nil && m.Method == "" && len(m.ID) > 0 {
			d.count(-1)
		}
	}
	return n, err
}

// Close closes the output.
func (d *drained) Close() error { return d.out.Close() }

func (d *drained) count(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open += n
	d.settled.Broadcast()
}

// longest bounds how long answers are waited for after the client's end: one that canceled a
// request gets none.
const longest = time.Minute

// wait waits until no request is without an answer, or the context ends.
func (d *drained) wait() {
	ctx, cancel := context.WithTimeout(d.ctx, longest)
	defer cancel()
	context.AfterFunc(ctx, d.settled.Broadcast)
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.open > 0 && ctx.Err() == nil {
		d.settled.Wait()
	}
}
