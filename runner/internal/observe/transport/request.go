package transport

import (
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"

	"assay/runner/internal/exchange"
	"assay/runner/internal/origin"
)

// message is the content of one send of a request; redirects derive the next one from it.
type message struct {
	method string
	url    *url.URL
	header exchange.Header
	body   []byte
	// trusted is false once a redirect has left the origin that the credentials of the request are
	// for.
	trusted bool
}

// authorized reports whether m may carry credentials of that scheme.
func (m *message) authorized(r *exchange.Request, scheme string) bool {
	return m.trusted && r.Auth != nil && r.Auth.Scheme == scheme
}

// message reads and checks the declared request. net/http can send each one that passes.
func (x *send) message() (*message, error) {
	r := x.r
	to, err := x.client.addressed(r.URL)
	if err != nil {
		return nil, err
	}
	x.asked = to.origin
	method := r.Method
	if method == "" {
		method = http.MethodGet
	}
	if !exchange.IsToken(method) {
		return nil, fmt.Errorf("the method %q is not a token (RFC 9110, section 5.6.2)", method)
	}
	for _, f := range r.Header {
		if !exchange.IsToken(f.Name) {
			return nil, fmt.Errorf("the header name %q is not a token (RFC 9110, section 5.6.2)", f.Name)
		}
		if !httpguts.ValidHeaderFieldValue(f.Value) {
			return nil, fmt.Errorf("the value of header %s holds a control character such as a line break", f.Name)
		}
	}
	for _, c := range r.Cookies {
		if !httpguts.ValidHeaderFieldValue(c.Name + "=" + c.Value) {
			return nil, fmt.Errorf("the cookie %q holds a control character such as a line break", c.Name)
		}
	}
	x.first = message{method: method, url: to.url, header: r.Header, body: r.Body, trusted: true}
	return &x.first, nil
}

// to is the URL of a request as it was declared and as it is sent, and its origin. Nobody changes
// it.
type to struct {
	declared string
	url      *url.URL
	origin   string
}

// addressed reads a declared URL. Many requests in a row have the same one, which is read once.
func (c *Client) addressed(declared string) (*to, error) {
	if last := c.lastURL.Load(); last != nil && last.declared == declared {
		return last, nil
	}
	u, err := parseURL(declared)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("the URL %q is not absolute: it must start with http:// or https:// and a host", declared)
	}
	u.RawQuery = origin.Printable(u.RawQuery)
	read := &to{declared: declared, url: u, origin: u.Scheme + "://" + u.Host}
	c.lastURL.Store(read)
	return read, nil
}

// noValue is the value of a field without one, which nobody changes.
var noValue = []string{""}

// build makes the http.Request of m: its header, cookies and credentials.
func (x *send) build(m *message) (*http.Request, error) {
	to := m.url
	switch {
	case hasStray(to):
		to = asSent(to, x.proxied(to))
	case x.client.opts.Transport != nil: // which may write to it
		own := *to
		to = &own
	}
	req := x.newRequest(len(m.header) + 4)
	req.Method, req.URL, req.Host = m.method, to, m.url.Host
	setBody(req, m.body)
	x.setHeader(req, m.header)
	x.setCookies(req, m)
	if err := x.authorize(req, m); err != nil {
		return nil, unsent{err}
	}
	x.setDefault(req, "Accept-Encoding", acceptEncoding)
	return req, nil
}

// setBody sets a body that net/http may read again to send it on another connection.
func setBody(req *http.Request, body []byte) {
	if len(body) == 0 {
		return
	}
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return reader(body), nil }
	req.Body, _ = req.GetBody()
}

// setHeader copies the declared fields, with their spelling if the transport is a connection. It
// moves fields that net/http keeps elsewhere.
func (x *send) setHeader(req *http.Request, h exchange.Header) {
	for _, f := range h {
		name := textproto.CanonicalMIMEHeaderKey(f.Name)
		switch name {
		case "Host":
			req.Host = f.Value
			continue
		case "Content-Length":
			continue
		case "Transfer-Encoding":
			req.ContentLength = chunked(req)
			continue
		case "User-Agent", "Accept-Encoding", "Authorization", "Cookie", "Content-Type", "Connection", "Expect":
		default:
			if x.client.opts.Transport == nil {
				name = f.Name
			}
		}
		req.Header[name] = append(req.Header[name], f.Value)
	}
	x.setDefault(req, "User-Agent", x.client.agent)
	if x.without("Content-Length") {
		req.ContentLength = chunked(req)
	}
}

// chunked returns the Content-Length that makes net/http send a body in chunks.
func chunked(req *http.Request) int64 {
	if req.ContentLength > 0 {
		return -1
	}
	return req.ContentLength
}

// setDefault adds a field that the request neither declares nor forbids. An empty User-Agent makes
// net/http send none.
func (x *send) setDefault(req *http.Request, name string, value []string) {
	if len(req.Header[name]) > 0 {
		return
	}
	if !x.without(name) {
		req.Header[name] = value
	} else if name == "User-Agent" {
		req.Header[name] = noValue
	}
}

func (x *send) without(name string) bool {
	for _, w := range x.r.Without {
		if strings.EqualFold(w, name) {
			return true
		}
	}
	return false
}
