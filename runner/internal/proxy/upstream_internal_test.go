package proxy

import (
	"errors"
	"net"
	"testing"
)

// The first write of a request over a kept connection that has ended does not reach it, and says
// so.
func TestNothingIsWrittenToAConnectionThatHasEnded(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	api, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{Conn: c}
	w.kept.Store(true)
	if _, err := w.Write([]byte("one")); err != nil || !w.wrote.Load() {
		t.Errorf("a quiet connection: %v, written: %t", err, w.wrote.Load())
	}
	api.Close() // a reset: a byte was not read
	_, _ = c.Read(make([]byte, 1))
	w.kept.Store(true)
	w.wrote.Store(false)
	if n, err := w.Write([]byte("two")); n != 0 || !errors.Is(err, net.ErrClosed) || w.wrote.Load() {
		t.Errorf("an ended one: %d bytes, %v, written: %t", n, err, w.wrote.Load())
	}
}
