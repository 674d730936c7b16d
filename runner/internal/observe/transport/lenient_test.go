package transport_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"crypto/md5"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/icholy/digest"
	"github.com/klauspost/compress/zstd"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// coded returns text in each coding.
func coded(t *testing.T, text string) map[string][]byte {
	t.Helper()
	all := map[string]func(io.Writer) io.WriteCloser{
		"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"zstd":    func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z },
		"deflate, bare": func(w io.Writer) io.WriteCloser {
			z, _ := flate.NewWriter(w, flate.BestSpeed)
			return z
		},
	}
	out := map[string][]byte{}
	for name, open := range all {
		var b bytes.Buffer
		w := open(&b)
		_, _ = io.WriteString(w, text)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	return out
}

func codedAnswer(t *testing.T, coding string, body []byte) (url string) {
	t.Helper()
	coding, _, _ = strings.Cut(coding, ",")
	return raw(t, saying(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", coding, len(body), body)))
}

// Bytes after the end of a coding are ignored and reported, as browsers do; a coding that ends too
// soon is an error, wherever it was cut.
func TestBytesBehindACoding(t *testing.T) {
	text := strings.Repeat(`{"a": 1}`, 5000)
	for coding, body := range coded(t, text) {
		name, _, _ := strings.Cut(coding, ",")
		odd := []string{"bytes behind the end of its " + name + " were passed over"}
		for _, behind := range []string{"", "\r\n", "\x00", "(\xb5", "garbage", "\x1f", strings.Repeat("x", 100<<10)} {
			got := do(t, transport.Options{}, get(codedAnswer(t, coding, append(bytes.Clone(body), behind...))))
			want := odd
			if behind == "" {
				want = nil
			}
			if string(got.Body) != text || got.Cut != "" || !cmp.Equal(got.Odd, want) {
				t.Errorf("%s, %d bytes behind: got %d of %d bytes, odd %q, %+v; want odd %q",
					coding, len(behind), len(got.Body), len(text), got.Odd, got.Failure, want)
			}
		}
		for _, n := range []int{1, 3, 9, len(body) / 2, len(body) - 1} {
			got := do(t, transport.Options{}, get(codedAnswer(t, coding, body[:n])))
			if got.Failure == nil || got.Failure.Kind != exchange.Protocol {
				t.Errorf("%s, %d of %d bytes: got %d %q, want a protocol failure", coding, n, len(body), got.Status, got.Body)
			}
		}
	}
}

// A body may be several gzip members or zstd frames in sequence, and may have frames to skip.
func TestABodyOfSeveralMembers(t *testing.T) {
	one, two := coded(t, "one "), coded(t, "two")
	skip := "\x5a\x2a\x4d\x18\x03\x00\x00\x00abc"
	for _, c := range []struct{ coding, body, want string }{
		{"gzip", string(one["gzip"]) + string(two["gzip"]), "one two"},
		{"gzip", string(one["gzip"]) + string(two["gzip"]) + "\r\n", "one two"},
		{"zstd", string(one["zstd"]) + string(two["zstd"]), "one two"},
		{"zstd", skip + string(one["zstd"]) + skip + string(two["zstd"]) + skip + "\r\n", "one two"},
	} {
		got := do(t, transport.Options{}, get(codedAnswer(t, c.coding, []byte(c.body))))
		if odd := strings.HasSuffix(c.body, "\r\n"); string(got.Body) != c.want || odd != (len(got.Odd) == 1) {
			t.Errorf("%s %q: got %q, odd %q, %+v; want %q", c.coding, c.body, got.Body, got.Odd, got.Failure, c.want)
		}
	}
	for _, coding := range []string{"gzip", "zstd"} {
		second := two[coding]
		got := do(t, transport.Options{}, get(codedAnswer(t, coding, append(one[coding], second[:len(second)-2]...))))
		if got.Failure == nil {
			t.Errorf("%s whose second member is cut: got %q, want a failure", coding, got.Body)
		}
	}
}

// Every form of a zstd frame's header ends where the frame does.
func TestZstdFramesOfEveryForm(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 70_000, 300_000} {
		text := strings.Repeat("a", n/2) + string(bytes.Repeat([]byte{'b', 'c'}, (n-n/2)/2))
		for _, o := range [][]zstd.EOption{
			{zstd.WithSingleSegment(true)}, {zstd.WithEncoderCRC(false)}, {zstd.WithZeroFrames(true)},
			{zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(1 << 20)},
		} {
			z, err := zstd.NewWriter(nil, o...)
			if err != nil {
				t.Fatal(err)
			}
			frame := z.EncodeAll([]byte(text), nil)
			if len(frame) == 0 {
				continue // nothing, encoded as nothing
			}
			got := do(t, transport.Options{}, get(codedAnswer(t, "zstd", append(frame, "\r\n"...))))
			if string(got.Body) != text || len(got.Odd) != 1 {
				t.Errorf("%d bytes: got %d, odd %q, %+v", len(text), len(got.Body), got.Odd, got.Failure)
			}
		}
	}
}

// A Location with an invalid percent sign is followed as written; if it is not a URL, the redirect
// is the response, with the reason.
func TestALocationAsItStands(t *testing.T) {
	for location, want := range map[string]string{
		"/p%zz":             "GET /p%zz",
		"/a%2fb/%zz%":       "GET /a%2fb/%zz%",
		"p%zz?q=%zz&r=100%": "GET /dir/p%zz?q=%zz&r=100%",
		"../%zz/../%yy":     "GET /%yy",
		"/p%zz#f%zz":        "GET /p%zz",
		"/a%2?r=5%a":        "GET /a%2?r=5%a",
		"/p%a":              "GET /p%a",
		"HOST/p%":           "GET /p%",
	} {
		var arrived string
		url := raw(t, func(c net.Conn, request string) {
			line, _, _ := strings.Cut(request, " HTTP/1.1")
			if line == "GET /dir/go" {
				to := strings.Replace(location, "HOST", "http://"+c.LocalAddr().String(), 1)
				fmt.Fprintf(c, "HTTP/1.1 302 Found\r\nLocation: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", to)
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(line), line)
		})
		got := do(t, transport.Options{}, &exchange.Request{URL: url + "/dir/go", Redirects: 2})
		arrived = string(got.Body)
		if got.Status != 200 || arrived != want || len(got.Hops) != 1 {
			t.Errorf("%s: got %d %q, %+v; want %q", location, got.Status, arrived, got.Failure, want)
		}
	}
	for location, want := range map[string]string{
		"":              "its Location was not followed: there is none",
		"http://%zz/":   `its Location was not followed: "http://%zz/" is no address: invalid URL escape "%zz"`,
		"mailto:a@b":    `its Location was not followed: "mailto:a@b" is no address of http or https`,
		"http://h:port": `its Location was not followed: "http://h:port" is no address: invalid port ":port" after host`,
	} {
		s := raw(t, saying("HTTP/1.1 302 Found\r\nLocation: "+location+"\r\nContent-Length: 0\r\n\r\n"))
		got := do(t, transport.Options{}, &exchange.Request{URL: s, Redirects: 1})
		if got.Status != 302 || !cmp.Equal(got.Odd, []string{want}) {
			t.Errorf("%q: got %d, odd %q; want 302 and %q", location, got.Status, got.Odd, want)
		}
		if got := do(t, transport.Options{}, get(s)); len(got.Odd) > 0 {
			t.Errorf("%q: told %q of a redirect that is not to be followed", location, got.Odd)
		}
	}
}

// A proxy gets the whole URL, with its percent signs unchanged.
func TestAStrayPercentThroughAProxy(t *testing.T) {
	proxy := raw(t, func(c net.Conn, request string) {
		line, _, _ := strings.Cut(request, "\n")
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(line), line)
	})
	got := do(t, transport.Options{Proxy: proxy}, get("http://api.example/p%zz?q=%zz"))
	if want := "GET http://api.example/p%zz?q=%zz HTTP/1.1"; string(got.Body) != want {
		t.Errorf("got %q, %+v; want %q", got.Body, got.Failure, want)
	}
}

// A request with a stale nonce is repeated once (RFC 7616, section 3.3).
func TestAStaleNonce(t *testing.T) {
	sum := func(parts ...string) string { return fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(parts, ":")))) }
	for name, c := range map[string]struct {
		good, password   string // the accepted nonce
		stale            string
		status, requests int
	}{
		"fresh at once":      {"n1", "p", "true", 200, 2},
		"stale":              {"n2", "p", "true", 200, 3},
		"stale every time":   {"never", "p", "true", 401, 3},
		"a wrong password":   {"n1", "q", "false", 401, 2},
		"stale in uppercase": {"n2", "p", "TRUE", 200, 3},
	} {
		requests := 0
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			given, err := digest.ParseCredentials(r.Header.Get("Authorization"))
			if err == nil && given.Nonce == c.good && given.Response == sum(sum("u", "r", "p"),
				given.Nonce, "00000001", given.Cnonce, "auth", sum("GET", r.URL.RequestURI())) {
				return
			}
			challenge := fmt.Sprintf(`Digest realm="r", nonce="n%d", qop="auth"`, requests)
			if err == nil {
				challenge += ", stale=" + c.stale
			}
			w.Header().Set("WWW-Authenticate", challenge)
			w.WriteHeader(http.StatusUnauthorized)
		})
		got := answer(t, transport.Options{}, &exchange.Request{
			URL: s.URL + "/a?b=c", Auth: &exchange.Auth{Scheme: "digest", User: "u", Password: c.password}})
		if got.Status != c.status || requests != c.requests {
			t.Errorf("%s: got %d after %d requests, want %d after %d", name, got.Status, requests, c.status, c.requests)
		}
	}
}

// Three digits are a status (RFC 9110, section 15).
func TestAStatusBelow100(t *testing.T) {
	got := answer(t, transport.Options{}, get(raw(t, saying("HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\n{}"))))
	if got.Status != 99 || got.Reason != "Odd" || string(got.Body) != "{}" {
		t.Errorf("got %d %q %q", got.Status, got.Reason, got.Body)
	}
}
