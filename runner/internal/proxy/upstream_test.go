package proxy_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/crash"
)

// fickle is an API that answers one request over each connection, with the number of the
// connection, and then does with it what it is told to.
type fickle struct {
	net.Listener
	then func(n int, c net.Conn, in *bufio.Reader) // after the answer

	mu      sync.Mutex
	asked   int
	bodies  []string
	serving crash.Group
}

// startFickle starts one, and a proxy in front of it.
func startFickle(t *testing.T, then func(n int, c net.Conn, in *bufio.Reader)) (*fickle, *between) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fickle{Listener: l, then: then}
	f.serving.Go(func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			f.serving.Go(func() { f.serve(n, c) })
		}
	})
	t.Cleanup(func() { l.Close() })
	return f, startAt(t, "http://"+l.Addr().String())
}

func (f *fickle) serve(n int, c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	f.asked++
	f.bodies = append(f.bodies, string(body))
	f.mu.Unlock()
	fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", n)
	f.then(n, c, in)
}

// post sends a POST over a connection that the client holds, and returns the body of the answer or
// the error.
func post(c net.Conn, in *bufio.Reader, body string) string {
	fmt.Fprintf(c, "POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		return err.Error()
	}
	text, _ := io.ReadAll(resp.Body)
	return string(text)
}

// dial opens a client's connection to the proxy.
func (b *between) dial() (net.Conn, *bufio.Reader) {
	b.t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	return c, bufio.NewReader(c)
}

// A request over a new connection of a client comes to the API over a new one: what the API does
// with a connection that another client's request was sent over is of no consequence.
func TestAClientHasItsOwnConnections(t *testing.T) {
	f, b := startFickle(t, func(_ int, _ net.Conn, in *bufio.Reader) {
		_, _ = in.ReadByte() // the next request, which is not answered
	})
	for n := range 3 {
		c, in := b.dial()
		if got := post(c, in, "hello"); got != fmt.Sprint(n+1) {
			t.Errorf("request %d: %s", n+1, got)
		}
	}
	if f.asked != 3 {
		t.Errorf("%d requests came", f.asked)
	}
}

// A kept connection that ends while a request is on its way may have been read: the request is not
// sent again, and the connection of the client, a kept one as well, is ended.
func TestAConnectionThatEndsWhenARequestIsOnItsWay(t *testing.T) {
	for _, method := range []string{"POST", "GET"} {
		f, b := startFickle(t, func(n int, c net.Conn, in *bufio.Reader) {
			_, _ = in.ReadByte()
			_ = c.(*net.TCPConn).SetLinger(0) // a reset, as the bytes were not read
		})
		c, in := b.dial()
		if got := post(c, in, "hello"); got != "1" {
			t.Error(got)
		}
		fmt.Fprintf(c, "%s / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", method)
		if rest, err := io.ReadAll(in); len(rest) > 0 {
			t.Errorf("%s: the client has %q, %v", method, rest, err)
		}
		if f.asked != 1 {
			t.Errorf("%s: %d requests came", method, f.asked)
		}
	}
}

// An API that answers before it has the whole request is heard at once, and gets the rest of it:
// the length of the body known or not.
func TestAnAnswerBeforeTheEndOfTheRequest(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		flush := http.NewResponseController(w)
		_ = flush.EnableFullDuplex()
		fmt.Fprint(w, "go on ")
		_ = flush.Flush()
		body, err := io.ReadAll(r.Body)
		fmt.Fprint(w, string(body), err)
	}))
	for length, parts := range map[string][2]string{
		"Content-Length: 10":         {"first", " last"},
		"Transfer-Encoding: chunked": {"5\r\nfirst\r\n", "5\r\n last\r\n0\r\n\r\n"},
	} {
		c, in := b.dial()
		for range 2 { // over the same connection
			fmt.Fprintf(c, "POST /early HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n%s", length, parts[0])
			resp, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(length, err)
			}
			begin := make([]byte, 6)
			_, err = io.ReadFull(resp.Body, begin)
			fmt.Fprint(c, parts[1])
			rest, _ := io.ReadAll(resp.Body)
			if got := string(begin) + string(rest); err != nil || got != "go on first last<nil>" {
				t.Errorf("%s: %q, %v", length, got, err)
			}
		}
	}
	if _, _, findings := b.replays(); findings != 1 {
		t.Errorf("%d findings", findings)
	}
}
