package transport_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// do sends r with a client of its own.
func do(t *testing.T, o transport.Options, r *exchange.Request) *exchange.Observation {
	t.Helper()
	c := transport.New(o)
	t.Cleanup(c.Close)
	return c.Do(t.Context(), r)
}

// answer is do for a request that must get a response.
func answer(t *testing.T, o transport.Options, r *exchange.Request) *exchange.Observation {
	t.Helper()
	got := do(t, o, r)
	if !got.Known() {
		t.Fatalf("no answer: missing %q, failure %+v", got.Missing, got.Failure)
	}
	return got
}

func get(url string) *exchange.Request { return &exchange.Request{Method: "GET", URL: url} }

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// raw is a server that passes each connection to talk once it has read a request's header.
func raw(t *testing.T, talk func(c net.Conn, request string)) (url string) {
	t.Helper()
	return "http://" + listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		var b strings.Builder
		for s := bufio.NewScanner(c); s.Scan() && s.Text() != ""; {
			b.WriteString(s.Text() + "\n")
		}
		talk(c, b.String())
	})
}

func listen(t *testing.T, network, addr string, talk func(c net.Conn)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), network, addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); talk(c) }()
		}
	}()
	return l.Addr().String()
}

func TestAnAnswerIsKeptWhole(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["X-Two"] = []string{"b", "a"}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Date", "Mon, 01 Jan 2024 00:00:00 GMT")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"detail":"slow down"}`)
	})
	before := time.Now()
	got := answer(t, transport.Options{}, get(s.URL+"/x?a=1"))
	want := &exchange.Observation{
		Status: 429, Reason: "Too Many Requests", Proto: "HTTP/1.1",
		Header: exchange.Header{
			{Name: "Content-Length", Value: "22"}, {Name: "Content-Type", Value: "application/json"},
			{Name: "Date", Value: "Mon, 01 Jan 2024 00:00:00 GMT"},
			{Name: "X-Two", Value: "b"}, {Name: "X-Two", Value: "a"},
		},
		Body: []byte(`{"detail":"slow down"}`), Size: 22, Attempts: 1,
		Provenance: exchange.Provenance{Kind: "live", From: s.URL},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(exchange.Observation{}),
		cmpopts.IgnoreFields(exchange.Observation{}, "Sent", "Duration", "FirstByte", "Provenance.At")); diff != "" {
		t.Error("(-want +got)\n", diff)
	}
	if got.Sent.Before(before) || got.FirstByte <= 0 || got.Duration < got.FirstByte || got.Provenance.At != got.Sent {
		t.Errorf("times do not follow one another: sent %v, first byte %v, duration %v", got.Sent, got.FirstByte, got.Duration)
	}
}

// echo answers with the request as received.
func echo(t *testing.T) string {
	return raw(t, func(c net.Conn, request string) {
		fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(request), request)
	})
}

func TestTheRequestOnTheWire(t *testing.T) {
	url := echo(t)
	host := strings.TrimPrefix(url, "http://")
	body := func(b string) []byte { return []byte(b) }
	for name, c := range map[string]struct {
		r    exchange.Request
		want string
	}{
		"defaults": {exchange.Request{Method: "GET", URL: url + "/a%2Fb?q=1"},
			"GET /a%2Fb?q=1 HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nAccept-Encoding: gzip, deflate, br, zstd\n"},
		"names spelled as declared, sorted": {exchange.Request{Method: "GET", URL: url, Header: exchange.Header{
			{Name: "X-API-Key", Value: "invented-key"}, {Name: "accept", Value: "a"}, {Name: "accept", Value: "b"}}},
			"GET / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nAccept-Encoding: gzip, deflate, br, zstd\nX-API-Key: invented-key\naccept: a\naccept: b\n"},
		"declared fields win": {exchange.Request{Method: "GET", URL: url, Header: exchange.Header{
			{Name: "host", Value: "other.example"}, {Name: "user-agent", Value: "me"}, {Name: "ACCEPT-ENCODING", Value: "br"}}},
			"GET / HTTP/1.1\nHost: other.example\nUser-Agent: me\nAccept-Encoding: br\n"},
		"without": {exchange.Request{Method: "GET", URL: url, Without: []string{"user-agent", "accept-encoding"}},
			"GET / HTTP/1.1\nHost: $HOST\n"},
		"a method of one's own with a body": {exchange.Request{Method: "PURGE", URL: url, Body: body("abc")},
			"PURGE / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nContent-Length: 3\nAccept-Encoding: gzip, deflate, br, zstd\n"},
		"no body where one is usual": {exchange.Request{Method: "POST", URL: url},
			"POST / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nContent-Length: 0\nAccept-Encoding: gzip, deflate, br, zstd\n"},
		"without Content-Length in chunks": {exchange.Request{Method: "PUT", URL: url, Body: body("abc"), Without: []string{"Content-Length"}},
			"PUT / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nTransfer-Encoding: chunked\nAccept-Encoding: gzip, deflate, br, zstd\n"},
		"cookies, theirs and a declared field": {exchange.Request{Method: "GET", URL: url,
			Header:  exchange.Header{{Name: "cookie", Value: "z=0"}},
			Cookies: []exchange.Field{{Name: "b", Value: `"q r"`}, {Name: "a", Value: "1"}}},
			"GET / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nAccept-Encoding: gzip, deflate, br, zstd\nCookie: z=0; b=\"q r\"; a=1\n"},
		"basic, filled late": {exchange.Request{Method: "GET", URL: url, Auth: &exchange.Auth{Scheme: "basic", User: "u", Password: "p"}},
			"GET / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nAccept-Encoding: gzip, deflate, br, zstd\nAuthorization: Basic dTpw\n"},
		"user in the URL": {exchange.Request{Method: "GET", URL: "http://u:p@" + host + "/"},
			"GET / HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nAccept-Encoding: gzip, deflate, br, zstd\nAuthorization: Basic dTpw\n"},
		"a query that a value brought a space into": {exchange.Request{Method: "GET", URL: url + "/?q=a b é"},
			"GET /?q=a%20b%20%C3%A9 HTTP/1.1\nHost: $HOST\nUser-Agent: assay\nAccept-Encoding: gzip, deflate, br, zstd\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := answer(t, transport.Options{}, &c.r)
			if diff := cmp.Diff(strings.ReplaceAll(c.want, "$HOST", host), string(got.Body)); diff != "" {
				t.Error("(-want +got)\n", diff)
			}
		})
	}
}

func TestBodiesArriveAndHeadHasNone(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Encoding", "") // an empty coding is no coding
		fmt.Fprintf(w, "%s %d %s", r.Method, r.ContentLength, b)
	})
	for method, want := range map[string]string{
		"POST": "POST 2 hi", "DELETE": "DELETE 2 hi", "OPTIONS": "OPTIONS 2 hi", "GET": "GET 2 hi", "HEAD": "",
	} {
		got := answer(t, transport.Options{}, &exchange.Request{Method: method, URL: s.URL, Body: []byte("hi")})
		if string(got.Body) != want || got.Size != int64(len(want)) {
			t.Errorf("%s: got %q (size %d), want %q", method, got.Body, got.Size, want)
		}
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	addresses := map[string]bool{}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		addresses[r.RemoteAddr] = true
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/long":
			fmt.Fprint(w, strings.Repeat("long ", 100_000))
		}
	})
	c := transport.New(transport.Options{})
	defer c.Close()
	for _, path := range []string{"/", "/redirect", "/long", "/"} {
		c.Do(t.Context(), &exchange.Request{Method: "GET", URL: s.URL + path, Redirects: 1})
	}
	if len(addresses) != 1 {
		t.Errorf("requests one after another took %d connections, want 1", len(addresses))
	}
}

func TestInterruptedIsNoTimeout(t *testing.T) {
	for name, started := range map[string]bool{"before the answer": false, "in its body": true} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if started {
					fmt.Fprint(w, "begun")
					_ = http.NewResponseController(w).Flush()
				}
				cancel()
				<-r.Context().Done()
			})
			c := transport.New(transport.Options{})
			defer c.Close()
			got := c.Do(ctx, get(s.URL))
			if got.Missing != exchange.InterruptedRun || got.Failure != nil || got.Status != 0 {
				t.Errorf("got missing %q, failure %v, status %d; want %q alone", got.Missing, got.Failure, got.Status, exchange.InterruptedRun)
			}
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestATransportOfTheCallersStandsForEveryConnection(t *testing.T) {
	replay := roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", Uncompressed: true, ContentLength: -1,
			Header: http.Header{"Content-Encoding": {"gzip"}, "Content-Type": {"text/plain; charset=latin1"}},
			Body:   io.NopCloser(strings.NewReader("é" + r.Header.Get("X-API-Key"))),
		}, nil
	})
	r := get("http://recorded.example/")
	r.Header = exchange.Header{{Name: "X-API-Key", Value: "!"}}
	r.Unix, r.Proxy = "/nowhere", "http://127.0.0.1:1"
	got := answer(t, transport.Options{Transport: replay}, r)
	if string(got.Body) != "é!" {
		t.Errorf("got %q, want the recorded body as it is", got.Body)
	}
}
