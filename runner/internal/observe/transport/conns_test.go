package transport_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// Over HTTP/2 requests of all methods share a connection, in sequence and in parallel: unsafe
// methods need no new one.
func TestHTTP2IsShared(t *testing.T) {
	var dialed atomic.Int64
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {}))
	s.EnableHTTP2 = true
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			dialed.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	c := transport.New(transport.Options{})
	t.Cleanup(c.Close)
	post := func() {
		got := c.Do(t.Context(), &exchange.Request{Method: "POST", URL: s.URL, Body: []byte("{}"), TLS: &exchange.TLSOptions{Insecure: true}})
		if got.Proto != "HTTP/2.0" || got.Status != 200 {
			t.Errorf("got %s, status %d, %+v", got.Proto, got.Status, got.Failure)
		}
	}
	post()
	var together sync.WaitGroup
	for range 50 {
		together.Go(post)
	}
	together.Wait()
	if n := dialed.Load(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}
