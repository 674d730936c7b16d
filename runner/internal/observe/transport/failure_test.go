package transport_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/testkit"
)

// closed returns an address where nothing listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// hang keeps a connection open until the peer closes it.
func hang(c net.Conn) {
	for b := make([]byte, 1024); ; {
		if _, err := c.Read(b); err != nil {
			return
		}
	}
}

// reset drops a connection with unread bytes of its peer.
func reset(c net.Conn) {
	_ = c.(*net.TCPConn).SetLinger(0)
	c.Close()
}

func saying(text string) func(net.Conn, string) {
	return func(c net.Conn, _ string) { fmt.Fprint(c, text) }
}

// TestWhatGoesWrongIsNamed has every kind of failure, and every way in which a request cannot be
// sent; testdata/messages.golden has the messages.
func TestWhatGoesWrongIsNamed(t *testing.T) {
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	secure := newSecure(t, nil)
	silent := func(c net.Conn, _ string) { hang(c) }
	nothing := filepath.Join(t.TempDir(), "nothing")
	garbage := write(t, "garbage.pem", []byte("no certificate"))
	field := func(name, value string) exchange.Header { return exchange.Header{{Name: name, Value: value}} }

	cases := []struct {
		name string
		r    exchange.Request
	}{
		{"timeout before an answer", exchange.Request{URL: raw(t, silent), Timeout: 20 * time.Millisecond}},
		{"timeout in the handshake", exchange.Request{
			URL: "https" + strings.TrimPrefix(raw(t, silent), "http"), Timeout: 20 * time.Millisecond}},
		{"dns", exchange.Request{URL: "http://no..such-host.invalid/"}},
		{"refused", exchange.Request{URL: "http://" + closed(t)}},
		{"refused by a proxy's address", exchange.Request{URL: plain.URL, Proxy: "http://" + closed(t)}},
		{"no such socket", exchange.Request{URL: plain.URL, Unix: nothing}},
		{"reset", exchange.Request{URL: raw(t, func(c net.Conn, _ string) { reset(c) })}},
		{"closed without an answer", exchange.Request{URL: raw(t, saying(""))}},
		{"closed in the header", exchange.Request{URL: raw(t, saying("HTTP/1.1 200 OK\r\nX: "))}},
		{"tls: unknown authority", exchange.Request{URL: secure.URL}},
		{"tls: another name", exchange.Request{URL: secure.URL,
			TLS: &exchange.TLSOptions{CA: secure.ca, ServerName: "other.example"}}},
		{"tls: the server speaks plain HTTP", exchange.Request{URL: "https" + strings.TrimPrefix(plain.URL, "http")}},
		{"tls: a client certificate is missing", exchange.Request{URL: newSecure(t, requireClient).URL,
			TLS: &exchange.TLSOptions{Insecure: true}}},
		{"tls: closed in the handshake", exchange.Request{URL: "https://" + listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
			_, _ = c.Read(make([]byte, 16<<10))
		})}},
		{"protocol: no HTTP", exchange.Request{URL: raw(t, saying("SSH-2.0-OpenSSH_9.9\r\n\r\n"))}},
		{"protocol: a header without a colon", exchange.Request{URL: raw(t, saying("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"))}},
		{"protocol: two lengths", exchange.Request{
			URL: raw(t, saying("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"))}},
		{"protocol: chunks", exchange.Request{
			URL: raw(t, saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno chunk"))}},
		{"protocol: not the coding", exchange.Request{
			URL: raw(t, saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nplain text!!"))}},
		{"protocol: not the outer of two codings", exchange.Request{
			URL: raw(t, saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, zstd\r\nContent-Length: 12\r\n\r\nplain text!!"))}},
		{"protocol: a coding cut short", exchange.Request{
			URL: raw(t, saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"))}},
		{"protocol: the proxy refuses", exchange.Request{URL: secure.URL, Proxy: serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusProxyAuthRequired)
		}).URL}},
		{"protocol: HTTP/2 is not spoken", exchange.Request{URL: plain.URL, HTTP: "2"}},

		{"unsent: URL", exchange.Request{URL: "/relative"}},
		{"unsent: scheme", exchange.Request{URL: "ftp://127.0.0.1/"}},
		{"unsent: URL that is none", exchange.Request{URL: "http://127.0.0.1:port/"}},
		{"unsent: method", exchange.Request{Method: "GET IT", URL: plain.URL}},
		{"unsent: header name", exchange.Request{URL: plain.URL, Header: field("X Y", "")}},
		{"unsent: header value", exchange.Request{URL: plain.URL, Header: field("X-Key", "a\nb")}},
		{"unsent: cookie", exchange.Request{URL: plain.URL, Cookies: field("sid", "a\nb")}},
		{"unsent: http", exchange.Request{URL: plain.URL, HTTP: "3"}},
		{"unsent: proxy scheme", exchange.Request{URL: plain.URL, Proxy: "socks4://127.0.0.1:1"}},
		{"unsent: proxy host", exchange.Request{URL: plain.URL, Proxy: "http://"}},
		{"unsent: ca", exchange.Request{URL: plain.URL, TLS: &exchange.TLSOptions{CA: nothing}}},
		{"unsent: ca that is a device", exchange.Request{URL: plain.URL, TLS: &exchange.TLSOptions{CA: os.DevNull}}},
		{"unsent: ca that is none", exchange.Request{URL: plain.URL, TLS: &exchange.TLSOptions{CA: garbage}}},
		{"unsent: cert", exchange.Request{URL: plain.URL, TLS: &exchange.TLSOptions{Cert: garbage}}},
		{"unsent: key alone", exchange.Request{URL: plain.URL, TLS: &exchange.TLSOptions{Key: garbage}}},
	}
	var b strings.Builder
	for _, c := range cases {
		got := do(t, transport.Options{}, &c.r)
		switch {
		case !got.Missing.None():
			fmt.Fprintf(&b, "%s\n\tmissing: %s\n", c.name, got.Missing)
		case got.Failure != nil:
			fmt.Fprintf(&b, "%s\n\t%s: %s\n", c.name, got.Failure.Kind, got.Failure.Message)
		default:
			t.Errorf("%s: got an answer, %d", c.name, got.Status)
		}
	}
	testkit.Golden(t, "testdata/messages.golden", stable(b.String()))
}

var passing = regexp.MustCompile(`(127\.0\.0\.1:)\d+|` + regexp.QuoteMeta(os.TempDir()) + `\S*(/)`)

// stable replaces what differs between runs: ports and temporary folders.
func stable(s string) string { return passing.ReplaceAllString(s, "$1…$2") }

// The duration of a failure lasts from the sending of the request until the failure, at least the
// timeout that began with it.
func TestAFailureIsTimedToo(t *testing.T) {
	const timeout = 15 * time.Millisecond
	began := time.Now()
	got := do(t, transport.Options{Timeout: timeout}, get(raw(t, func(c net.Conn, _ string) { hang(c) })))
	if got.Failure == nil || got.Failure.Kind != exchange.Timeout || got.Attempts != 1 {
		t.Errorf("got %+v, attempts %d; want a timeout", got.Failure, got.Attempts)
	}
	if failed := got.Sent.Add(got.Duration); got.Sent.Before(began) || failed.Before(began.Add(timeout)) || got.Duration <= 0 {
		t.Errorf("begun %v, sent %v, failed %v later; want a failure %v after the begin or later", began, got.Sent, got.Duration, timeout)
	}
}

func TestTheCallersDeadlineIsATimeout(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Millisecond)
	defer cancel()
	c := transport.New(transport.Options{})
	defer c.Close()
	got := c.Do(ctx, get(raw(t, func(c net.Conn, _ string) { hang(c) })))
	if got.Failure == nil || got.Failure.Kind != exchange.Timeout || strings.Contains(got.Failure.Message, "30s") {
		t.Errorf("got missing %q, failure %+v; want a timeout after what the caller allowed", got.Missing, got.Failure)
	}
}
