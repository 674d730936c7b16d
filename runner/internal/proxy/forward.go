package proxy

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe/transport"
)

// reverse returns the handler that passes requests on. It removes the headers of one connection
// (RFC 9110, section 7.6.1), passes on 1xx responses, trailers and upgrades, and flushes each piece
// of a body.
func (p *Proxy) reverse(next http.RoundTripper) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:       p.rewrite,
		Transport:     roundTrip{next},
		FlushInterval: -1,
		BufferPool:    buffers{},
		ErrorHandler:  p.failed,
		// Its messages quote what passed; a passage has the errors.
		ErrorLog: log.New(io.Discard, "", 0),
	}
}

// rewrite addresses a request to the API. All else stays as the client sent it.
func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	base, in, out := p.opts.Upstream, r.In, r.Out
	to, err := url.Parse(p.address(in.URL))
	if err != nil { // the client's own path, parsed before
		to = base
	}
	out.URL = to
	if p.ownHost(in.Host) {
		out.Host = "" // that of the URL
	}
	out.Trailer = in.Trailer // which the server fills in when the body has ended
	if strings.EqualFold(out.Header.Get("Upgrade"), "h2c") {
		// HTTP/2 is a matter of each connection; RFC 9113 has no such upgrade any more.
		for _, name := range []string{"Connection", "Upgrade", "Http2-Settings"} {
			out.Header.Del(name)
		}
	}
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		if values := in.Header[name]; values != nil {
			out.Header[name] = values
		}
	}
}

// failed ends a request that got no response. A connection that the API ended before it answered
// ends the client's, too: to the client it is the same loss, and its own rules for it apply.
func (p *Proxy) failed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil || transport.Lost(err) {
		panic(http.ErrAbortHandler)
	}
	f := transport.Failed(r.URL, err)
	status := http.StatusBadGateway
	if f.Kind == exchange.Timeout {
		status = http.StatusGatewayTimeout
	}
	say(w, status, "no response came ("+string(f.Kind)+"): "+f.Message)
}

// buffers are the buffers that bodies are copied with.
type buffers struct{}

const bufferSize = 32 << 10

var pool = sync.Pool{New: func() any { return new([bufferSize]byte) }}

func (buffers) Get() []byte  { return pool.Get().(*[bufferSize]byte)[:] }
func (buffers) Put(b []byte) { pool.Put((*[bufferSize]byte)(b)) }
