package transport_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// logged returns what Go's standard logger wrote while do ran.
func logged(t *testing.T, do func()) string {
	t.Helper()
	var b bytes.Buffer
	log.SetOutput(&b)
	defer log.SetOutput(os.Stderr)
	do()
	return b.String()
}

// talkative answers each request of a connection, and then writes more.
func talkative(c net.Conn) {
	for in := bufio.NewReader(c); ; {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}your key was "+r.Header.Get("X-Key")+"\r\n")
	}
}

// Bytes after a response are neither the next response nor printed; the observation reports them,
// also over TLS and through proxies.
func TestBytesBehindAnAnswer(t *testing.T) {
	plain := listen(t, "tcp", "127.0.0.1:0", talkative)
	s := newSecure(t, requireClient)
	secured := listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		talkative(tls.Server(c, &tls.Config{Certificates: s.TLS.Certificates}))
	})
	proxy, _ := forward(t)
	for name, r := range map[string]exchange.Request{
		"plain":           {URL: "http://" + plain},
		"TLS":             {URL: "https://" + secured},
		"TLS in a tunnel": {URL: "https://" + secured, Proxy: proxy},
	} {
		r.TLS = &exchange.TLSOptions{CA: s.ca}
		r.Header = exchange.Header{{Name: "X-Key", Value: "invented-key"}}
		c := transport.New(transport.Options{})
		said := logged(t, func() {
			for i := range 4 {
				if got := c.Do(t.Context(), &r); got.Status != 200 || string(got.Body) != "{}" {
					t.Errorf("%s, request %d: got %d %q, %+v", name, i+1, got.Status, got.Body, got.Failure)
				}
			}
			c.Close()
		})
		if said != "" {
			t.Errorf("%s: printed %q", name, said)
		}
		if got := c.Excess(); !cmp.Equal(got, []string{r.URL}) {
			t.Errorf("%s: told of %q, want %q", name, got, r.URL)
		}
	}
}

// Bytes that arrive between requests are not the next response.
func TestBytesWhileNothingIsAsked(t *testing.T) {
	answered, more := make(chan net.Conn), make(chan struct{})
	url := "http://" + listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		in := bufio.NewReader(c)
		if _, err := http.ReadRequest(in); err != nil {
			return
		}
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		answered <- c
		<-more
	})
	defer close(more)
	c := transport.New(transport.Options{})
	defer c.Close()
	said := logged(t, func() {
		one := c.Do(t.Context(), get(url))
		fmt.Fprint(<-answered, "HTTP/1.1 500 unasked\r\n\r\n") // received before the next request
		go func() { <-answered }()
		if two := c.Do(t.Context(), get(url)); one.Status != 200 || two.Status != 200 {
			t.Errorf("got %d, then %d, %+v; want 200 twice", one.Status, two.Status, two.Failure)
		}
	})
	if said != "" || len(c.Excess()) != 1 {
		t.Errorf("printed %q, told of %q", said, c.Excess())
	}
}

// A violation of HTTP/2 is an observation, and prints nothing.
func TestNothingOfHTTP2IsPrinted(t *testing.T) {
	all := map[string]func(*http2.Framer, func(...string) []byte){
		"data in the answer to HEAD": answering("body", ":status", "200"),
		"data after a 1xx alone": func(f *http2.Framer, fields func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: fields(":status", "103"), EndHeaders: true})
			_ = f.WriteData(1, true, []byte("early"))
		},
		"data of a stream that nobody opened": func(f *http2.Framer, _ func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteData(7, true, []byte("early"))
		},
	}
	for name, say := range violations {
		all[name] = say
	}
	for name, say := range all {
		r := &exchange.Request{URL: frames(t, say), HTTP: "2"}
		if strings.Contains(name, "HEAD") {
			r.Method = "HEAD"
		}
		said := logged(t, func() {
			got := do(t, transport.Options{}, r)
			if r.Method == http.MethodHead && got.Status == 200 {
				return // the response was complete before
			}
			if got.Failure == nil || got.Failure.Kind != exchange.Protocol {
				t.Errorf("%s: got %d, %+v; want a protocol failure", name, got.Status, got.Failure)
			}
		})
		if said != "" {
			t.Errorf("%s: printed %q", name, said)
		}
	}
}

// Frames that HTTP/2 tells clients to ignore are ignored, and not printed.
func TestFramesToPassOver(t *testing.T) {
	said := logged(t, func() {
		got := do(t, transport.Options{}, &exchange.Request{HTTP: "2", URL: frames(t, func(f *http2.Framer, fields func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteRawFrame(0xc, 0, 0, []byte("an origin"))
			_ = f.WritePriority(1, http2.PriorityParam{StreamDep: 3, Weight: 7})
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: fields(":status", "103"), EndHeaders: true, PadLength: 9})
			block := fields(":status", "200", "x-long", strings.Repeat("long ", 100))
			_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block[:1],
				Priority: http2.PriorityParam{StreamDep: 3, Weight: 7}})
			_ = f.WriteContinuation(1, true, block[1:])
			_ = f.WriteRawFrame(0xfa, 0xff, 1, make([]byte, 10_000))
			_ = f.WriteDataPadded(1, false, []byte("bo"), make([]byte, 20))
			_ = f.WriteData(1, true, []byte("dy"))
		})})
		if got.Status != 200 || string(got.Body) != "body" || len(got.Header.Get("X-Long")) != 500 {
			t.Errorf("got %d %q, %+v", got.Status, got.Body, got.Failure)
		}
	})
	if said != "" {
		t.Errorf("printed %q", said)
	}
}
