package redact

import (
	"strings"

	"assay/runner/internal/exchange"
)

// Request returns q masked to be shown: without secrets that a document, a --target or a --var
// contains literally, such as a password in an address. q itself, the identity of a recorded entry,
// is not changed.
func (r *Redactor) Request(q *exchange.Request) *exchange.Request {
	if r == nil || r.matcher == nil || q == nil {
		return q
	}
	c := *q
	c.URL, c.DeclaredURL, c.Proxy = r.String(q.URL), r.String(q.DeclaredURL), r.String(q.Proxy)
	c.Header, c.Cookies = r.declared(q.Header), r.declared(q.Cookies)
	if len(q.Body) > 0 {
		c.Body = []byte(r.String(string(q.Body)))
	}
	if q.Auth != nil {
		a := *q.Auth
		for _, part := range []*string{&a.User, &a.Password, &a.Key, &a.Secret, &a.SessionID} {
			*part = r.String(*part)
		}
		c.Auth = &a
	}
	return &c
}

// declared masks headers as a document has them: the rules for headers mask literal values, and
// leave ${api_key}, which reveals only a name.
func (r *Redactor) declared(h exchange.Header) exchange.Header {
	out := make(exchange.Header, len(h))
	for i, f := range h {
		out[i] = exchange.Field{Name: r.String(f.Name), Value: r.String(f.Value)}
		if r.rules.headers[strings.ToLower(f.Name)] && !strings.Contains(f.Value, "${") {
			out[i].Value = "${redacted:header}"
		}
	}
	return out
}
