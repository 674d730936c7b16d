package transport_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

func TestABodyIsCutWhereItsReadingEnded(t *testing.T) {
	begun := "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
	lost := func(h string) string { return raw(t, saying(begun+h)) }
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/known" {
			w.Header().Set("Content-Length", "11")
		}
		fmt.Fprint(w, "hello ")
		_ = http.NewResponseController(w).Flush()
		fmt.Fprint(w, "world")
	})
	endless := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, strings.Repeat("more ", 1000))
		}
	})
	stuck := raw(t, func(c net.Conn, _ string) {
		fmt.Fprint(c, begun+"Content-Length: 10\r\n\r\nhello")
		hang(c)
	})
	short := 50 * time.Millisecond
	for name, c := range map[string]struct {
		url     string
		limit   int64
		timeout time.Duration
		body    string
		cut     exchange.Cut
	}{
		"exactly the limit, chunked": {s.URL, 11, 0, "hello world", ""},
		"exactly the limit, known":   {s.URL + "/known", 11, 0, "hello world", ""},
		"past the limit, chunked":    {s.URL, 10, 0, "hello worl", "body limit"},
		"past the limit, known":      {s.URL + "/known", 10, 0, "hello worl", "body limit"},
		"endless":                    {endless.URL, 7, 0, "more mo", "body limit"},
		"the deadline":               {stuck, 0, short, "hello", "timeout"},
		"lost before its length":     {lost("Content-Length: 10\r\n\r\nhello"), 0, 0, "hello", "connection lost"},
		"lost between chunks":        {lost("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), 0, 0, "hello", "connection lost"},
		"ended by closing is whole":  {lost("\r\nhello"), 0, 0, "hello", ""},
		"a status that has no body":  {raw(t, saying("HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n")), 0, 0, "", ""},
		"switched to another protocol": {raw(t, func(c net.Conn, _ string) {
			fmt.Fprint(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx")
			hang(c)
		}), 0, 0, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := answer(t, transport.Options{Body: c.limit, Timeout: c.timeout}, get(c.url))
			if string(got.Body) != c.body || got.Cut != c.cut || got.Size != int64(len(c.body)) || got.Hash() != sha(got.Body) {
				t.Errorf("got %q cut %q, size %d; want %q cut %q", got.Body, got.Cut, got.Size, c.body, c.cut)
			}
		})
	}
}

// The buffer of a large body grows by larger steps, up to the limit.
func TestALargeBodyIsReadWhole(t *testing.T) {
	const size = 17 << 20
	whole := make([]byte, size)
	for i := range whole {
		whole[i] = byte('a' + i%26)
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/known" {
			w.Header().Set("Content-Length", strconv.Itoa(size))
		}
		_, _ = w.Write(whole)
	})
	for _, path := range []string{"/known", "/chunked"} {
		for _, limit := range []int64{16 << 20, size - 1, size, 300 << 20} {
			got := answer(t, transport.Options{Body: limit}, get(s.URL+path))
			cut := exchange.Cut("")
			if limit < size {
				cut = "body limit"
			}
			if !bytes.Equal(got.Body, whole[:min(limit, size)]) || got.Cut != cut {
				t.Errorf("%s, limit %d: %d bytes, cut %q; want %d, cut %q", path, limit, len(got.Body), got.Cut, min(limit, size), cut)
			}
		}
	}
}

// encoders has the content codings, by name.
var encoders = map[string]func(io.Writer) io.WriteCloser{
	"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"x-gzip":  func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
	"zstd":    func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z },
	"bare deflate": func(w io.Writer) io.WriteCloser {
		z, _ := flate.NewWriter(w, flate.DefaultCompression)
		return z
	},
}

func encoded(body []byte, names ...string) []byte {
	for _, name := range names {
		var b bytes.Buffer
		w := encoders[name](&b)
		_, _ = w.Write(body)
		w.Close()
		body = b.Bytes()
	}
	return body
}

func TestContentCodings(t *testing.T) {
	text := strings.Repeat("the body, decoded. ", 5000)
	var body []byte
	var header []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Encoding"] = header
		_, _ = w.Write(body)
	})
	for name, c := range map[string]struct {
		header []string
		body   []byte
		want   string
	}{
		"gzip":                        {[]string{"gzip"}, encoded([]byte(text), "gzip"), text},
		"x-gzip":                      {[]string{"X-GZip"}, encoded([]byte(text), "gzip"), text},
		"deflate":                     {[]string{"deflate"}, encoded([]byte(text), "deflate"), text},
		"bare deflate":                {[]string{"deflate"}, encoded([]byte(text), "bare deflate"), text},
		"br":                          {[]string{"br"}, encoded([]byte(text), "br"), text},
		"zstd":                        {[]string{"zstd"}, encoded([]byte(text), "zstd"), text},
		"stacked":                     {[]string{"gzip, identity,br"}, encoded([]byte(text), "gzip", "br"), text},
		"two fields":                  {[]string{"zstd", "deflate"}, encoded([]byte(text), "zstd", "deflate"), text},
		"unknown":                     {[]string{"utf-8"}, []byte("as it came"), "as it came"},
		"unknown beneath a known one": {[]string{"mine, gzip"}, encoded([]byte("as it came"), "gzip"), "as it came"},
		"one too many": {[]string{"gzip, gzip, gzip, gzip, gzip, gzip"},
			encoded([]byte(text), "gzip", "gzip", "gzip", "gzip", "gzip", "gzip"), string(encoded([]byte(text), "gzip"))},
		"named, but empty": {[]string{"br"}, nil, ""},
	} {
		header, body = c.header, c.body
		got := answer(t, transport.Options{}, get(s.URL))
		if string(got.Body) != c.want || got.Size != int64(len(c.want)) || got.Cut != "" || !got.Header.Has("content-encoding") {
			t.Errorf("%s: got %d bytes %.30q cut %q, want %d", name, len(got.Body), got.Body, got.Cut, len(c.want))
		}
	}
}

// TestACodedBodyIsReadToItsEnd has a coding that ends before the framing around it; the connection
// can be reused only if the framing was read to its end.
func TestACodedBodyIsReadToItsEnd(t *testing.T) {
	body := pieces{left: [][]byte{encoded([]byte("coded"), "deflate")}}
	got := answer(t, transport.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		h := http.Header{"Content-Encoding": {"deflate"}}
		return &http.Response{Status: "200 OK", StatusCode: http.StatusOK, Header: h, ContentLength: -1, Body: &body}, nil
	})}, get("http://127.0.0.1/"))
	if string(got.Body) != "coded" || len(body.asked) != 2 {
		t.Errorf("got %q after %d reads, want the second to see the end", got.Body, len(body.asked))
	}
}

func TestACodedBodyIsCutToo(t *testing.T) {
	full := encoded([]byte(strings.Repeat("0123456789", 100_000)), "gzip")
	lost := raw(t, func(c net.Conn, _ string) {
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(full), full[:len(full)/2])
	})
	got := answer(t, transport.Options{}, get(lost))
	if got.Cut != "connection lost" || len(got.Body) == 0 || !strings.HasPrefix(string(got.Body), "0123456789") {
		t.Errorf("got cut %q after %d bytes, want what the half holds", got.Cut, len(got.Body))
	}
}

func TestTheCodingThatBreaksIsNamed(t *testing.T) {
	noise := make([]byte, 1<<20)
	_, _ = rand.NewChaCha8([32]byte{}).Read(noise)
	full := encoded(noise, "gzip", "zstd")
	got := Fields(t, string(full[:len(full)-100]), "", "gzip, zstd")
	if got.Failure == nil || !strings.Contains(got.Failure.Message, "its body is not the zstd that") {
		t.Errorf("got %+v, want zstd named, which is what was cut short", got.Failure)
	}
}

// TestLargeBodiesTakeLittleMemory has 100 MB uncompressed, and compressed in few bytes.
func TestLargeBodiesTakeLittleMemory(t *testing.T) {
	zeros := make([]byte, 1<<20)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 100 {
		_, _ = z.Write(zeros)
	}
	z.Close()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/bomb" {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
			return
		}
		w.Header().Set("Content-Length", fmt.Sprint(100*len(zeros)))
		for range 100 {
			if _, err := w.Write(zeros); err != nil {
				return
			}
		}
	})
	for _, path := range []string{"/plain", "/bomb"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got := answer(t, transport.Options{}, get(s.URL+path))
		runtime.ReadMemStats(&after)
		if got.Cut != "body limit" || got.Size != 10<<20 {
			t.Errorf("%s: got %d bytes cut %q, want 10 MiB", path, got.Size, got.Cut)
		}
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 48 {
			t.Errorf("%s: took %d MiB all told for 10 MiB kept", path, taken)
		}
	}
}
