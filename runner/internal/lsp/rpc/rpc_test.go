package rpc_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"assay/runner/internal/lsp/rpc"
)

// Messages come out as they went in, and the end of the stream is told apart from a cut message.
func TestFrames(t *testing.T) {
	var b bytes.Buffer
	for _, content := range []string{`{"a":1}`, "", strings.Repeat("é", 100_000)} {
		if err := rpc.WriteFrame(&b, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	b.WriteString("content-length:  2\nContent-Type: x\n\n{}")
	r := bufio.NewReader(&b)
	for _, want := range []string{`{"a":1}`, "", strings.Repeat("é", 100_000), "{}"} {
		if got, err := rpc.ReadFrame(r); err != nil || string(got) != want {
			t.Errorf("got %.40q, %v; want %.40q", got, err, want)
		}
	}
	if _, err := rpc.ReadFrame(r); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
	long := "X: " + strings.Repeat("x", 5000)
	if _, err := rpc.ReadFrame(bufio.NewReader(strings.NewReader(long))); !errors.As(err, new(*rpc.FrameError)) {
		t.Errorf("a long header: %v", err)
	}
}

// FuzzFrame: any bytes are messages or an error; a message that reads writes and reads the same.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("Content-Length: 2\r\n\r\n{}"))
	f.Add([]byte("Content-Length: 17\r\n\r\n{\"id\":1,\"method\":"))
	f.Add([]byte("Content-Length: 26\r\n\r\n{\"id\":1,\"method\":\"initial\"}"))
	f.Add([]byte("Content-Length: 99999999999999999999\r\n\r\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := bufio.NewReader(bytes.NewReader(stream))
		for {
			content, err := rpc.ReadFrame(r)
			if err != nil {
				return
			}
			m, err := rpc.Parse(content)
			if err != nil {
				if m == nil || string(m.ID) != "null" || !errors.As(err, new(*rpc.Error)) {
					t.Fatalf("%q: %v, %v", content, m, err)
				}
				continue
			}
			again, err := rpc.Encode(m)
			if err != nil {
				t.Fatalf("%q: %v", content, err)
			}
			if two, err := rpc.Parse(again); err != nil || two.Method != m.Method {
				t.Fatalf("%q became %q: %v", content, again, err)
			}
		}
	})
}
