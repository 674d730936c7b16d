package transport_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

func TestTrailersAreKept(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Trailer", "X-Sum")
		io.WriteString(w, "{}")
		w.Header().Set("X-Sum", "42")
		w.Header().Add(http.TrailerPrefix+"X-More", "a") // announced by nothing
		w.Header().Add(http.TrailerPrefix+"X-More", "b")
	}))
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	t.Cleanup(s.Close)
	want := exchange.Header{{Name: "X-More", Value: "a"}, {Name: "X-More", Value: "b"}, {Name: "X-Sum", Value: "42"}}
	for proto, r := range map[string]*exchange.Request{
		"HTTP/1.1":         {Method: "GET", URL: s.URL},
		"HTTP/2.0":         {Method: "GET", URL: s.URL, HTTP: "2"},
		"HTTP/1.1, stream": {Method: "GET", URL: s.URL, Stream: true},
	} {
		got := answer(t, transport.Options{}, r)
		if diff := cmp.Diff(want, got.Trailer); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", proto, diff)
		}
		if got.Header.Has("X-Sum") {
			t.Errorf("%s: the trailer is among the headers", proto)
		}
	}
}

func TestABodyThatIsCutHasNoTrailers(t *testing.T) {
	url := raw(t, func(c net.Conn, _ string) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\n{}\r\n")
	})
	got := do(t, transport.Options{}, get(url))
	if got.Cut != exchange.CutLost || len(got.Trailer) > 0 {
		t.Errorf("got cut %q, trailers %v, failure %+v", got.Cut, got.Trailer, got.Failure)
	}
}

// A connection that is lost within the trailers leaves the response not whole, wherever the block
// ends: none of its fields is taken for all that came.
func TestAConnectionLostWithinTheTrailers(t *testing.T) {
	for _, block := range []string{"0\r\n", "0\r\nX-Sum: 4", "0\r\nX-Sum: 42\r\n", "0\r\nX-Sum: 42\r\nX-More"} {
		url := raw(t, func(c net.Conn, _ string) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\n{}\r\n"+block)
		})
		got := do(t, transport.Options{}, get(url))
		if got.Failure != nil || got.Cut != exchange.CutLost || len(got.Trailer) > 0 || string(got.Body) != "{}" {
			t.Errorf("%q: got cut %q, trailers %v, body %q, failure %+v", block, got.Cut, got.Trailer, got.Body, got.Failure)
		}
	}
}
