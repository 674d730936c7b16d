package proxy

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"assay/runner/internal/exchange"
)

// Options says what a proxy passes on and records.
type Options struct {
	// Upstream is the base URL of the API: http or https, with a path in front of those of requests.
	Upstream *url.URL
	// Recorder records what passes; nil: nothing is recorded.
	Recorder *Recorder
	// Limits holds requests back; nil: none.
	Limits *Limits
	// Port is the port that clients reach the proxy at. A Host header with another port, or without
	// one, is the client's own, and passed on.
	Port string
	// Log, if not nil, is called once for each request, when its response has ended, from many
	// goroutines.
	Log func(Passed)
}

// Passed is what happened to one request. It contains no header and no body.
type Passed struct {
	At      time.Time
	Request *exchange.Request // method and URL alone, as the API was asked
	Status  int               // 0: no response
	Why     string            // why it was not passed on or not recorded; "" otherwise
}

// Proxy passes requests on to one API. It is an http.Handler, safe for concurrent use.
type Proxy struct {
	opts     Options
	forward  *httputil.ReverseProxy
	upstream *upstream
}

// New returns a proxy. Attach it to its server, and close it when no request is under way.
func New(o Options) *Proxy {
	p := &Proxy{opts: o, upstream: newUpstream()}
	p.forward = p.reverse(p.upstream)
	return p
}

// Close closes idle connections to the API.
func (p *Proxy) Close() { p.upstream.close() }

// ServeHTTP passes a request on. What a proxy of one API cannot pass on is refused with a text that
// says what to do.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &passage{proxy: p, began: time.Now(), request: &exchange.Request{Method: r.Method, URL: p.address(r.URL)}}
	defer x.log()
	if status, why := p.refuses(r); status != 0 {
		x.status, x.why = status, "refused"
		if status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")
		}
		say(w, status, why)
		return
	}
	release, held := p.opts.Limits.admit(r.Context())
	if held != nil {
		x.status, x.why = http.StatusTooManyRequests, "held back"
		held.answer(w)
		return
	}
	defer release()
	x.to, x.ctx = w, r.Context()
	x.keep(r)
	// An API may answer while the client still sends. Otherwise the server of net/http reads and
	// closes the rest of the request before it writes a response, and takes it from the transport.
	_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 is so always
	p.forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), passageKey{}, x)))
}

// refuses returns the status and the text for a request in a form that only proxies of all hosts
// serve (RFC 9112, section 3.2); 0 for any other.
func (p *Proxy) refuses(r *http.Request) (status int, why string) {
	base := "set this address as the base URL of the client, in place of " + p.opts.Upstream.Redacted() + ", and not as its HTTP proxy"
	switch {
	case r.Method == http.MethodConnect:
		return http.StatusMethodNotAllowed, "CONNECT " + r.Host + ": this proxy stands for one API and opens no tunnels; " + base
	case r.URL.IsAbs():
		return http.StatusBadRequest, r.Method + " " + r.URL.Scheme + "://" + r.URL.Host + ": a request in absolute form asks for any host, and this proxy stands for one API; " + base
	}
	return 0, ""
}

// say responds with a text of our own, in a line.
func say(w http.ResponseWriter, status int, why string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	fmt.Fprintf(w, "assay proxy: %s\n", why)
}

// address returns the URL at the API for one at the proxy.
func (p *Proxy) address(u *url.URL) string {
	to := strings.TrimSuffix(p.opts.Upstream.Scheme+"://"+p.opts.Upstream.Host+p.opts.Upstream.EscapedPath(), "/") + u.EscapedPath()
	if u.RawQuery != "" || u.ForceQuery {
		to += "?" + u.RawQuery
	}
	return to
}

// ownHost reports whether a Host header names the proxy rather than a host of the API.
func (p *Proxy) ownHost(host string) bool {
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		port = "80"
	}
	return port == p.opts.Port
}

// passageKey is the key of a passage in the context of its request.
type passageKey struct{}

// passage is one request on its way, and what is kept of it.
type passage struct {
	proxy   *Proxy
	to      http.ResponseWriter
	ctx     context.Context // of the request
	began   time.Time
	request *exchange.Request
	header  http.Header // of the request
	sent    *tap        // the body of the request; nil: none, or nothing is kept

	mu       sync.Mutex // guards what follows
	response *http.Response
	received *tap // the body of the response
	first    time.Duration
	ended    bool
	status   int
	why      string
}

// log reports the request once it is over.
func (x *passage) log() {
	if x.proxy.opts.Log == nil {
		return
	}
	x.mu.Lock()
	line := Passed{At: x.began, Request: x.request, Status: x.status, Why: x.why}
	x.mu.Unlock()
	x.proxy.opts.Log(line)
}
