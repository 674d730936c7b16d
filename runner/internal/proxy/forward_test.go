package proxy_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"sync/atomic"
	"testing"
)

// echo answers with what it was asked, head and body.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %s\nHost: %s\nLength: %d %v\n", r.Method, r.RequestURI, r.Host, r.ContentLength, r.TransferEncoding)
	_ = r.Header.Write(w)
	for name := range r.Trailer {
		fmt.Fprintf(w, "Trailer: %s %s\n", name, r.Trailer.Get(name))
	}
	fmt.Fprintf(w, "\n%s", body)
}

// raw sends bytes to the proxy and returns the whole response.
func (b *between) raw(text string) string {
	b.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
	if err != nil {
		b.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, text)
	out, _ := io.ReadAll(conn)
	return string(out)
}

func TestARequestArrivesAsItWasSent(t *testing.T) {
	b := start(t, http.HandlerFunc(echo))
	out := b.raw("POST /a%2Fb/../c;x?q=%zz;y&&z=1+2 HTTP/1.1\r\nHost: own.example\r\nAuthorization: Bearer example\r\n" +
		"X-Forwarded-For: 192.0.2.7\r\nX-Hop: for this connection\r\nConnection: close, X-Hop\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n" +
		"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
	for _, want := range []string{
		"POST /a%2Fb/../c;x?q=%zz;y&&z=1+2\n", "Host: own.example\n", "Length: -1 [chunked]\n", "Authorization: Bearer example\r\n", "X-Forwarded-For: 192.0.2.7\r\n", "\nabcde",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	for _, gone := range []string{"X-Hop", "Keep-Alive", "User-Agent", "Accept-Encoding", b.url[7:]} {
		if strings.Contains(out, gone) {
			t.Errorf("%q arrived:\n%s", gone, out)
		}
	}
	if strings.Contains(b.raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n"), "pgrade") {
		t.Error("the API was asked for another version by an upgrade")
	}
	if out := b.raw("POST /trailers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 42\r\n\r\n"); !strings.Contains(out, "Trailer: X-Sum 42\n") {
		t.Errorf("without its trailer:\n%s", out)
	}
	// The name of the proxy is none of the API's.
	_, body := b.ask("GET", "/", "")
	if strings.Contains(body, "Host: "+b.url[7:]) || !strings.Contains(body, "Length: 0 []\n") {
		t.Errorf("as the API was asked:\n%s", body)
	}
}

func TestAResponseArrivesAsItWasSent(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/hints":
			h.Set("Link", "</style.css>; rel=preload")
			w.WriteHeader(http.StatusEarlyHints)
			h.Del("Link")
			fmt.Fprint(w, "after hints")
		case "/trailer":
			h.Set("Trailer", "X-Sum")
			fmt.Fprint(w, "summed")
			h.Set("X-Sum", "42")
		case "/head":
			h.Set("Content-Length", "1234")
		case "/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/bare":
			h["Content-Type"], h["Date"] = nil, nil
			fmt.Fprint(w, "<html>")
		}
	}))
	hinted := 0
	r, _ := http.NewRequest(http.MethodGet, b.url+"/hints", nil)
	r = r.WithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
		if code == http.StatusEarlyHints && h.Get("Link") != "" {
			hinted++
		}
		return nil
	}}))
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	if resp.Body.Close(); hinted != 1 || string(body) != "after hints" {
		t.Errorf("%d hints, %q", hinted, body)
	}
	if resp, body := b.ask("GET", "/trailer", ""); body != "summed" || resp.Trailer.Get("X-Sum") != "42" {
		t.Errorf("%q with the trailer %v", body, resp.Trailer)
	}
	if resp, _ := b.ask("HEAD", "/head", ""); resp.ContentLength != 1234 {
		t.Errorf("HEAD: %d bytes", resp.ContentLength)
	}
	if resp, _ := b.ask("DELETE", "/empty", ""); resp.StatusCode != http.StatusNoContent {
		t.Error(resp.Status)
	}
	if resp, _ := b.ask("GET", "/bare", ""); resp.Header["Content-Type"] != nil || resp.Header["Date"] != nil {
		t.Errorf("headers that the API did not send: %v", resp.Header)
	}
	_, fixtures, findings := b.replays()
	if findings != 5 || !strings.Contains(fixtures, "# trailer: X-Sum: 42\n") {
		t.Errorf("%d findings of\n%s", findings, fixtures)
	}
}

// What only a proxy of all hosts serves is refused with what to do instead, and not sent.
func TestFormsOfOtherProxiesAreRefused(t *testing.T) {
	var asked atomic.Int32
	b := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	for request, want := range map[string]string{
		"CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\nConnection: close\r\n\r\n": "HTTP/1.1 405 Method Not Allowed\r\n",
		"GET http://api.example/v1 HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n":   "HTTP/1.1 400 Bad Request\r\n",
	} {
		out := b.raw(request)
		if !strings.HasPrefix(out, want) || !strings.Contains(out, "set this address as the base URL of the client") {
			t.Errorf("%s\n%s", request, out)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests were passed on", asked.Load())
	}
}

func TestAnUpgradeIsPassedThroughAndListed(t *testing.T) {
	b := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/socket" {
			return
		}
		w.Header().Set("Upgrade", r.Header.Get("Upgrade"))
		w.Header().Set("Connection", "Upgrade")
		w.WriteHeader(http.StatusSwitchingProtocols)
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		line, _ := buf.ReadString('\n')
		fmt.Fprint(conn, "you said "+line)
	}))
	conn, err := net.Dial("tcp", b.url[7:])
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	read := bufio.NewReader(conn)
	resp, err := http.ReadResponse(read, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatal(resp, err)
	}
	fmt.Fprintln(conn, "hello")
	if line, err := read.ReadString('\n'); line != "you said hello\n" {
		t.Error(line, err)
	}
	conn.Close()
	b.ask("GET", "/", "")
	suite, _, _ := b.replays()
	if want := "# - 1 exchange, the first of them GET /socket: it became another protocol (WebSocket)\n"; !strings.Contains(suite, want) {
		t.Errorf("the suite does not list it:\n%s", suite)
	}
}

// An API that cannot be reached is said to be; one that ends the connection before it answers ends
// the client's too.
func TestNoResponse(t *testing.T) {
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	b := startAt(t, nobody.URL)
	resp, body := b.ask("GET", "/v1", "")
	if resp.StatusCode != http.StatusBadGateway || !strings.HasPrefix(body, "assay proxy: no response came (refused): no connection to 127.0.0.1:") {
		t.Errorf("%s: %s", resp.Status, body)
	}
	if s := b.close(); s.Suite != "" {
		t.Errorf("a suite was written without any response")
	}
	var asked atomic.Int32
	b = start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked.Add(1); r.URL.Path {
		case "/lost":
			panic(http.ErrAbortHandler)
		case "/099":
			conn, _, _ := http.NewResponseController(w).Hijack()
			fmt.Fprint(conn, "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n")
			conn.Close()
		}
	}))
	b.ask("GET", "/", "") // its connection is used again
	if out := b.raw("GET /lost HTTP/1.1\r\nHost: x\r\n\r\n"); out != "" {
		t.Errorf("instead of the end of the connection:\n%s", out)
	}
	if asked.Load() != 2 {
		t.Errorf("2 requests were sent %d times", asked.Load())
	}
	if resp, body := b.ask("GET", "/099", ""); resp.StatusCode != http.StatusBadGateway || !strings.Contains(body, "the status 099 is none of HTTP") {
		t.Errorf("%s: %s", resp.Status, body)
	}
	suite, _, _ := b.replays()
	if !strings.Contains(suite, "# - GET /lost got no response: ") {
		t.Errorf("the suite does not list it:\n%s", suite)
	}
}
