package transport_test

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// named answers with the Host of the request, and the protocol.
func named(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%s %s", r.Host, r.Proto) }

func addr(s *httptest.Server) string { return s.Listener.Addr().String() }

func TestConnectTo(t *testing.T) {
	s := serve(t, named)
	host, port, err := net.SplitHostPort(addr(s))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		url string
		to  map[string]string
	}{
		"host and port":         {"http://Api.Example/", map[string]string{"api.example:80": addr(s), ":": "127.0.0.1:1"}},
		"any host":              {"http://api.example:81/", map[string]string{":81": addr(s)}},
		"any port":              {"http://api.example:82/", map[string]string{"api.example:": addr(s)}},
		"any of both":           {"http://api.example/", map[string]string{":": addr(s)}},
		"the same port":         {"http://api.example:" + port + "/", map[string]string{":": host + ":"}},
		"the same host":         {"http://" + host + ":9/", map[string]string{":": ":" + port}},
		"an entry for no other": {s.URL, map[string]string{"api.example:80": "127.0.0.1:1"}},
	} {
		got := answer(t, transport.Options{}, &exchange.Request{URL: c.url, ConnectTo: c.to})
		u, err := url.Parse(c.url)
		if err != nil || string(got.Body) != u.Host+" HTTP/1.1" {
			t.Errorf("%s: got %q, want Host unchanged, %s", name, got.Body, u.Host)
		}
	}
}

// TestConnectionsAreNotShared has one client with several settings for one URL.
func TestConnectionsAreNotShared(t *testing.T) {
	one, two := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "one") }), newSecure(t, nil)
	c := transport.New(transport.Options{})
	t.Cleanup(c.Close)
	proxy, _ := forward(t)
	for _, step := range []struct {
		r    exchange.Request
		want string
	}{
		{exchange.Request{URL: one.URL}, "one"},
		{exchange.Request{URL: one.URL, Proxy: proxy}, "through the proxy"},
		{exchange.Request{URL: one.URL, ConnectTo: map[string]string{":": closed(t)}}, "refused"},
		{exchange.Request{URL: one.URL, ConnectTo: map[string]string{":": addr(one)}}, "one"},
		{exchange.Request{URL: one.URL, Unix: "/nowhere"}, "refused"},
		{exchange.Request{URL: one.URL}, "one"},
		{exchange.Request{URL: two.URL, TLS: &exchange.TLSOptions{Insecure: true}}, "nobody over HTTP/2.0 to "},
		{exchange.Request{URL: two.URL, TLS: &exchange.TLSOptions{Insecure: true}, HTTP: "1.1"}, "nobody over HTTP/1.1 to "},
		{exchange.Request{URL: two.URL}, "tls"},
	} {
		o := c.Do(t.Context(), &step.r)
		got := string(o.Body)
		if o.Failure != nil {
			got = string(o.Failure.Kind)
		}
		if got != step.want {
			t.Errorf("%+v: got %q, want %q", step.r, got, step.want)
		}
	}
}

func TestAUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(named))
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	got := answer(t, transport.Options{Proxy: "127.0.0.1:1"}, &exchange.Request{URL: "http://docker/v1", Unix: path})
	if string(got.Body) != "docker HTTP/1.1" {
		t.Errorf("got %q", got.Body)
	}
}

func TestIPv6(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback: ", err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(named))
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	if got := answer(t, transport.Options{}, get(s.URL)); string(got.Body) != addr(s)+" HTTP/1.1" {
		t.Errorf("got %q from %s", got.Body, s.URL)
	}
}

func TestProtocols(t *testing.T) {
	h2c := httptest.NewUnstartedServer(http.HandlerFunc(named))
	h2c.Config.Protocols = new(http.Protocols)
	h2c.Config.Protocols.SetHTTP1(true)
	h2c.Config.Protocols.SetUnencryptedHTTP2(true)
	h2c.Start()
	t.Cleanup(h2c.Close)
	s := newSecure(t, nil)
	trusted := &exchange.TLSOptions{CA: s.ca}
	for name, c := range map[string]struct {
		r    exchange.Request
		want string
	}{
		"plain":                  {exchange.Request{URL: h2c.URL}, "HTTP/1.1"},
		"plain, prior knowledge": {exchange.Request{URL: h2c.URL, HTTP: "2"}, "HTTP/2.0"},
		"TLS negotiates":         {exchange.Request{URL: s.URL, TLS: trusted}, "HTTP/2.0"},
		"TLS, 1.1 only":          {exchange.Request{URL: s.URL, TLS: trusted, HTTP: "1.1"}, "HTTP/1.1"},
		"TLS, 2 only":            {exchange.Request{URL: s.URL, TLS: trusted, HTTP: "2"}, "HTTP/2.0"},
	} {
		got := answer(t, transport.Options{}, &c.r)
		if got.Proto != c.want || !strings.Contains(string(got.Body), c.want) || got.Reason != "OK" {
			t.Errorf("%s: got %s %q, body %q; want %s", name, got.Proto, got.Reason, got.Body, c.want)
		}
	}
}

func TestTLSOptionsAndFacts(t *testing.T) {
	s := newSecure(t, nil)
	strict := newSecure(t, requireClient)
	got := answer(t, transport.Options{}, &exchange.Request{URL: s.URL, TLS: &exchange.TLSOptions{CA: s.ca}})
	want := exchange.TLS{Version: "1.3", Subject: "CN=server.example", Issuer: "CN=Test Authority", NotAfter: s.notAfter}
	if *got.TLS != want {
		t.Errorf("got %+v, want %+v", *got.TLS, want)
	}
	for name, c := range map[string]struct {
		url  string
		o    exchange.TLSOptions
		want string
	}{
		"insecure":    {s.URL, exchange.TLSOptions{Insecure: true}, "nobody over HTTP/2.0 to "},
		"server name": {s.URL, exchange.TLSOptions{CA: s.ca, ServerName: "server.example"}, "nobody over HTTP/2.0 to server.example"},
		"client certificate": {strict.URL, exchange.TLSOptions{CA: strict.ca, Cert: strict.cert, Key: strict.key},
			"client.example over HTTP/1.1 to "},
	} {
		if got := answer(t, transport.Options{}, &exchange.Request{URL: c.url, TLS: &c.o}); string(got.Body) != c.want {
			t.Errorf("%s: got %q, want %q", name, got.Body, c.want)
		}
	}
}

// forward is an HTTP proxy that logs its requests.
func forward(t *testing.T) (proxyURL string, asked *[]string) {
	asked = new([]string)
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.Method+" "+r.RequestURI+" "+r.Header.Get("Proxy-Authorization"))
		if r.Method != http.MethodConnect {
			fmt.Fprint(w, "through the proxy")
			return
		}
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\n\r\n")
		join(c, c, r.Host)
	})
	return s.URL, asked
}

// join copies bytes between a client and an address until either closes.
func join(c net.Conn, from io.Reader, to string) {
	up, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer up.Close()
	go func() { _, _ = io.Copy(up, from) }()
	_, _ = io.Copy(c, up)
}

// socks is a SOCKS5 proxy (RFC 1928) without authentication that connects to one address, whatever
// the request says.
func socks(t *testing.T, to string) (proxyAddr string, asked chan string) {
	asked = make(chan string, 1)
	return listen(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		in := bufio.NewReader(c)
		var hello [2]byte
		_, _ = io.ReadFull(in, hello[:])
		_, _ = in.Discard(int(hello[1]))
		_, _ = c.Write([]byte{5, 0})
		var request [5]byte // version, connect, reserved, address type (a name), its length
		_, _ = io.ReadFull(in, request[:])
		name := make([]byte, int(request[4])+2)
		_, _ = io.ReadFull(in, name)
		port := binary.BigEndian.Uint16(name[len(name)-2:])
		asked <- net.JoinHostPort(string(name[:len(name)-2]), strconv.Itoa(int(port)))
		_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		join(c, in, to)
	}), asked
}

func TestProxies(t *testing.T) {
	s := newSecure(t, nil)
	proxy, asked := forward(t)
	withUser := "http://u:p@" + strings.TrimPrefix(proxy, "http://")
	for name, c := range map[string]struct {
		o           transport.Options
		r           exchange.Request
		asked, body string
	}{
		"of the request": {transport.Options{Proxy: "http://127.0.0.1:1"}, exchange.Request{URL: "http://api.example/x", Proxy: withUser},
			"GET http://api.example/x Basic dTpw", "through the proxy"},
		"of the client, without a scheme": {transport.Options{Proxy: proxy[len("http://"):]}, exchange.Request{URL: "http://127.0.0.1:1/"},
			"GET http://127.0.0.1:1/ ", "through the proxy"},
		"a tunnel": {transport.Options{}, exchange.Request{URL: s.URL, Proxy: withUser, TLS: &exchange.TLSOptions{CA: s.ca}},
			"CONNECT " + s.addr + " Basic dTpw", "nobody over HTTP/2.0 to "},
	} {
		*asked = nil
		got := answer(t, c.o, &c.r)
		if string(got.Body) != c.body || len(*asked) != 1 || (*asked)[0] != c.asked {
			t.Errorf("%s: got %q by way of %q; want %q by way of %q", name, got.Body, *asked, c.body, c.asked)
		}
	}
}

func TestSOCKS(t *testing.T) {
	s := serve(t, named)
	proxy, asked := socks(t, addr(s))
	got := answer(t, transport.Options{}, &exchange.Request{URL: "http://api.example/", Proxy: "socks5://" + proxy})
	if to := <-asked; to != "api.example:80" || string(got.Body) != "api.example HTTP/1.1" {
		t.Errorf("got %q by way of %q", got.Body, to)
	}
}

func TestTheEnvironmentsProxy(t *testing.T) {
	proxy, asked := forward(t)
	direct := serve(t, named)
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, "")
	}
	for _, variable := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, proxy)
			*asked = nil
			if got := answer(t, transport.Options{}, get("http://api.example/")); string(got.Body) != "through the proxy" {
				t.Errorf("got %q, want the proxy's answer", got.Body)
			}
			if got := answer(t, transport.Options{}, get(direct.URL)); !strings.HasSuffix(string(got.Body), " HTTP/1.1") {
				t.Errorf("a loopback address: got %q, want to be asked directly", got.Body)
			}
			t.Setenv("NO_PROXY", "api.example")
			to := get("http://api.example/")
			to.ConnectTo = map[string]string{":": addr(direct)}
			if got := answer(t, transport.Options{}, to); string(got.Body) != "api.example HTTP/1.1" {
				t.Errorf("NO_PROXY: got %q, want to be asked directly", got.Body)
			}
			if len(*asked) != 1 {
				t.Errorf("the proxy was asked for %q, want one of three", *asked)
			}
		})
	}
}
