package plan

import (
	"encoding/base64"
	"net/url"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// request makes the request to send from a declared one, with the probe's row filled in.
func (b *builder) request(r *suite.Request) *exchange.Request {
	out := b.blocks.requests.New()
	*out = exchange.Request{
		Method: r.Method, URL: b.address(r),
		Jar: r.Jar, Redirects: r.Redirects, Timeout: r.Timeout, Stream: r.Stream, Framing: r.Framing,
		Proxy: b.fill.text(r.Proxy), HTTP: r.HTTP, Unix: b.fill.text(r.Unix),
		ConnectTo: b.connectTo(r.ConnectTo), TLS: r.TLS,
	}
	out.DeclaredURL = b.declaredAddress(r)
	out.Header = b.blocks.fields.List(fieldsOf(r))
	for i := range r.Headers {
		h := &r.Headers[i]
		if h.Removed {
			out.Without = append(out.Without, h.Name)
			continue
		}
		for _, v := range h.Values {
			out.Header = append(out.Header, exchange.Field{Name: h.Name, Value: b.fill.text(v)})
		}
	}
	for i := range r.Cookies {
		if c := &r.Cookies[i]; !c.Removed {
			for _, v := range c.Values {
				out.Cookies = append(out.Cookies, exchange.Field{Name: c.Name, Value: b.fill.text(v)})
			}
		}
	}
	b.auth(out, r.Auth)
	b.body(out, r.Body)
	return out
}

// fieldsOf returns how many fields the header of a request will most likely have.
func fieldsOf(r *suite.Request) int {
	n := 0
	for i := range r.Headers {
		n += len(r.Headers[i].Values)
	}
	if r.Auth != nil {
		n++
	}
	if r.Body != nil {
		n++
	}
	return n
}

func (b *builder) connectTo(m map[string]string) map[string]string {
	if len(m) == 0 || b.fill.probe.Row == "" {
		return m
	}
	out := make(map[string]string, len(m))
	for from, to := range m {
		out[b.fill.text(from)] = b.fill.text(to)
	}
	return out
}

// auth adds credentials: as a header if the text is known or can be filled in place, otherwise for
// the sender. A header in the document takes precedence.
func (b *builder) auth(out *exchange.Request, a *suite.Auth) {
	if a == nil {
		return
	}
	text := b.fill.text
	switch a.Scheme {
	case "bearer":
		setDefault(out, "Authorization", "Bearer "+text(a.Token))
	case "basic":
		user, password := text(a.User), text(a.Password)
		if hasReference(user) || hasReference(password) {
			out.Auth = &exchange.Auth{Scheme: "basic", User: user, Password: password, FormEncoded: a.FormEncoded}
			return
		}
		user, password = subst.Finish(user), subst.Finish(password)
		if a.FormEncoded {
			user, password = url.QueryEscape(user), url.QueryEscape(password)
		}
		pair := user + ":" + password
		setDefault(out, "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	default:
		out.Auth = &exchange.Auth{
			Scheme: a.Scheme, User: text(a.User), Password: text(a.Password),
			Region: text(a.Region), Service: text(a.Service),
			Key: text(a.Key), Secret: text(a.Secret), SessionID: text(a.Session),
		}
	}
}

// hasReference reports whether s has a reference, as opposed to an escaped "$${".
func hasReference(s string) bool {
	found := false
	subst.Each(s, func(string) { found = true })
	return found
}

// setDefault adds a header that the document neither sets nor removes.
func setDefault(out *exchange.Request, name, value string) {
	if out.Header.Has(name) {
		return
	}
	for _, without := range out.Without {
		if strings.EqualFold(without, name) {
			return
		}
	}
	out.Header = append(out.Header, exchange.Field{Name: name, Value: value})
}
