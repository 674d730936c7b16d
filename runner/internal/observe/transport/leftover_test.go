package transport_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// After Close neither a goroutine of the client nor a connection is left, however its requests
// ended.
func TestNothingIsLeft(t *testing.T) {
	begun := make(chan struct{}, 10)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/early": // before the body was read
			w.WriteHeader(http.StatusForbidden)
			return
		case "/stream":
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: 1\n\n")
			_ = http.NewResponseController(w).Flush()
			begun <- struct{}{}
			<-r.Context().Done()
			return
		case "/never":
			begun <- struct{}{}
			<-r.Context().Done()
			return
		}
		_, _ = io.Copy(w, r.Body)
	}))
	var open atomic.Int64
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		}
	}
	s.Start()
	defer s.Close()
	c := transport.New(transport.Options{Body: 1 << 10})
	large := bytes.Repeat([]byte("x"), 8<<20)
	for _, r := range []*exchange.Request{
		{Method: "POST", URL: s.URL + "/", Body: []byte("text"), BodyKind: exchange.BytesBody},
		{Method: "POST", URL: s.URL + "/", Body: large, BodyKind: exchange.BytesBody}, // its answer is cut
		{Method: "POST", URL: s.URL + "/early", Body: large, BodyKind: exchange.BytesBody},
		{Method: "GET", URL: s.URL + "/stream", Stream: true}, get(s.URL + "/never"),
		get(s.URL + "/"), // whose connection is kept
	} {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			c.Do(ctx, r)
		}()
		if strings.HasSuffix(r.URL, "/stream") || strings.HasSuffix(r.URL, "/never") {
			<-begun
			cancel()
		}
		<-ended
		cancel()
	}
	c.Close()
	patience, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for all := make([]byte, 1<<20); ; runtime.Gosched() {
		left := all[:runtime.Stack(all, true)]
		if open.Load() == 0 && !bytes.Contains(left, []byte("internal/observe/transport.")) {
			return
		}
		if patience.Err() != nil {
			t.Fatalf("%d connections are open, and there is\n%s", open.Load(), left)
		}
	}
}
