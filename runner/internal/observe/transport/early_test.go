package transport_test

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// A server that responds before it has read the body, and closes the connection, is read each time,
// although writing the rest fails, immediately or in the middle.
func TestAnAnswerBeforeTheBodyIsRead(t *testing.T) {
	body := []byte(strings.Repeat("x", 6<<20))
	for name, url := range map[string]string{
		"before": raw(t, saying("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")),
		"in the middle": raw(t, func(c net.Conn, _ string) {
			_, _ = c.Read(make([]byte, 64<<10))
			fmt.Fprint(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\n{}")
		}),
	} {
		for range 16 {
			got := do(t, transport.Options{}, &exchange.Request{Method: "POST", URL: url + "/up", Body: body})
			if got.Status != 413 || string(got.Body) != "{}" || got.Cut != "" {
				t.Fatalf("%s: got %d %q, cut %q, %+v; want 413 with its body", name, got.Status, got.Body, got.Cut, got.Failure)
			}
		}
	}
}

// Without a response the closed connection is the failure.
func TestALossWhileTheBodyIsSent(t *testing.T) {
	got := do(t, transport.Options{}, &exchange.Request{Method: "POST", Body: make([]byte, 6<<20),
		URL: raw(t, func(c net.Conn, _ string) { reset(c) })})
	if got.Failure == nil || got.Failure.Kind != exchange.Reset {
		t.Errorf("got %d, %+v; want a reset", got.Status, got.Failure)
	}
}
