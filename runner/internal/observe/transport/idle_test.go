package transport_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// oneByOne is a server that serves a connection to its end before it accepts the next, as servers
// with one thread do.
func oneByOne(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serveAll(c)
		}
	}()
	return "http://" + l.Addr().String()
}

// serveAll answers every request of c with 200, until its client closes it.
func serveAll(c net.Conn) {
	defer c.Close()
	from := bufio.NewReader(c)
	for {
		req, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		if _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); err != nil {
			return
		}
	}
}

// An unsafe request gets a new connection in place of an idle one: a server with one thread would
// not accept both.
func TestNewConnectionReplacesAKeptOne(t *testing.T) {
	url := oneByOne(t)
	c := transport.New(transport.Options{Timeout: time.Minute})
	t.Cleanup(c.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, method := range []string{"GET", "POST", "POST", "GET", "DELETE"} {
		if got := c.Do(ctx, &exchange.Request{Method: method, URL: url, Body: []byte("{}")}); got.Status != 200 {
			t.Fatalf("%s: %+v", method, got.Failure)
		}
	}
}

// An unused connection is closed although its client continues: a server may wait for that before
// it serves another.
func TestUnusedConnectionIsClosed(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{}, 8)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	c := transport.New(transport.Options{})
	t.Cleanup(c.Close)
	for range 2 { // again when none is left
		if got := c.Do(t.Context(), &exchange.Request{Method: "GET", URL: s.URL}); got.Status != 200 {
			t.Fatalf("%+v", got.Failure)
		}
		select {
		case <-closed:
		case <-time.After(30 * time.Second):
			t.Fatal("the connection was kept")
		}
	}
}
