package transport_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// frames answers the first request of an HTTP/2 connection with what say writes, and then reads on.
func frames(t *testing.T, say func(f *http2.Framer, fields func(pairs ...string) []byte)) (url string) {
	t.Helper()
	return "http://" + listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		if _, err := io.CopyN(io.Discard, c, int64(len(http2.ClientPreface))); err != nil {
			return
		}
		f := http2.NewFramer(c, c)
		f.AllowIllegalWrites = true
		var b bytes.Buffer
		enc := hpack.NewEncoder(&b)
		for {
			got, err := f.ReadFrame()
			if err != nil {
				return
			}
			if _, ok := got.(*http2.HeadersFrame); ok {
				break
			}
		}
		say(f, func(pairs ...string) []byte {
			b.Reset()
			for i := 0; i < len(pairs); i += 2 {
				_ = enc.WriteField(hpack.HeaderField{Name: pairs[i], Value: pairs[i+1]})
			}
			return bytes.Clone(b.Bytes())
		})
		for {
			if _, err := f.ReadFrame(); err != nil {
				return
			}
		}
	})
}

// answering sends headers, and a body if there is one.
func answering(body string, pairs ...string) func(*http2.Framer, func(...string) []byte) {
	return func(f *http2.Framer, fields func(...string) []byte) {
		_ = f.WriteSettings()
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: fields(pairs...), EndHeaders: true, EndStream: body == ""})
		if body != "" {
			_ = f.WriteData(1, true, []byte(body))
		}
	}
}

// violations are HTTP/2 responses that each break RFC 9113 in another way.
var violations = map[string]func(*http2.Framer, func(...string) []byte){
	"no status":                     answering("", "content-type", "text/plain"),
	"a status that is no number":    answering("", ":status", "abc"),
	"a status below 0":              answering("", ":status", "-20"),
	"a status with a sign":          answering("", ":status", "+20"),
	"a status of four digits":       answering("", ":status", "2000"),
	"an upper-case name":            answering("", ":status", "200", "X-Upper", "a"),
	"a line break in a value":       answering("", ":status", "200", "x-break", "a\r\nb"),
	"a 1xx that ends the stream":    answering("", ":status", "103"),
	"a pseudo-header after a field": answering("", "x-a", "b", ":status", "200"),
	"data before headers": func(f *http2.Framer, _ func(...string) []byte) {
		_ = f.WriteSettings()
		_ = f.WriteData(1, true, []byte("early"))
	},
	"no settings first": func(f *http2.Framer, _ func(...string) []byte) {
		_ = f.WritePing(false, [8]byte{})
	},
	"a push that nobody asked for": func(f *http2.Framer, fields func(...string) []byte) {
		_ = f.WriteSettings()
		_ = f.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, EndHeaders: true,
			BlockFragment: fields(":method", "GET", ":scheme", "http", ":authority", "a", ":path", "/")})
	},
	"a window of nothing more": func(f *http2.Framer, _ func(...string) []byte) {
		_ = f.WriteSettings()
		_ = f.WriteWindowUpdate(1, 0)
	},
}

// A violation of HTTP/2 is a protocol failure; a stream that the server resets is a reset.
func TestHTTP2Violations(t *testing.T) {
	for name, say := range violations {
		got := do(t, transport.Options{}, &exchange.Request{URL: frames(t, say), HTTP: "2"})
		if got.Failure == nil || got.Failure.Kind != exchange.Protocol {
			t.Errorf("%s: got %d, %+v; want a protocol failure", name, got.Status, got.Failure)
		}
	}
	for name, say := range map[string]func(*http2.Framer, func(...string) []byte){
		"internal error": func(f *http2.Framer, _ func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteRSTStream(1, http2.ErrCodeInternal)
		},
		"cancel": func(f *http2.Framer, _ func(...string) []byte) {
			_ = f.WriteSettings()
			_ = f.WriteRSTStream(1, http2.ErrCodeCancel)
		},
	} {
		got := do(t, transport.Options{}, &exchange.Request{URL: frames(t, say), HTTP: "2"})
		if got.Failure == nil || got.Failure.Kind != exchange.Reset {
			t.Errorf("the server resets the stream, %s: got %d, %+v; want a reset", name, got.Status, got.Failure)
		}
	}
}

// A server that does not agree to the requested version is reported, and gets no request in another
// one.
func TestTheVersionAskedForOrNone(t *testing.T) {
	for name, offers := range map[string][]string{"no ALPN": nil, "HTTP/1.1 only": {"http/1.1"}} {
		var asked atomic.Bool
		s := newSecure(t, requireClient)
		config := &tls.Config{Certificates: s.TLS.Certificates, NextProtos: offers}
		addr := listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
			if n, _ := tls.Server(c, config).Read(make([]byte, 1)); n > 0 {
				asked.Store(true)
			}
		})
		got := do(t, transport.Options{}, &exchange.Request{URL: "https://" + addr, HTTP: "2", TLS: &exchange.TLSOptions{CA: s.ca}})
		if got.Failure == nil || got.Failure.Kind != exchange.Protocol || asked.Load() ||
			!strings.Contains(got.Failure.Message, "does not speak HTTP/2") {
			t.Errorf("%s: got %d, %+v, asked %v; want a protocol failure", name, got.Status, got.Failure, asked.Load())
		}
	}
}
