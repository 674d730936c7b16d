package importer

import (
	"net/url"
	"strings"

	"assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"

	"assay/runner/internal/secret/names"
)

// Address sets the URL of r. Credentials in front of the host become the request's, and those in
// the query become secrets.
func (d *Draft) Address(r *Request, address string) {
	head, fragment, _ := strings.Cut(address, "#")
	_ = fragment // never sent
	asked, rest := origin.Split(head)
	if scheme, after, ok := strings.Cut(asked, "://"); ok {
		if user, host, ok := cutLast(after, "@"); ok {
			name, password, _ := strings.Cut(user, ":")
			d.Basic(r, "basic", unescaped(name), unescaped(password))
			asked = scheme + "://" + host
		}
	}
	path, query, ok := strings.Cut(rest, "?")
	if ok {
		path += "?" + d.queryText(query)
	}
	r.URL = asked + path
	d.hosts(asked)
}

// HasScheme reports whether an address has a scheme, or starts with a variable whose value has one
// or is unknown.
func (d *Draft) HasScheme(address string) bool {
	if asked, _ := origin.Split(address); strings.Contains(asked, "://") {
		return true
	}
	first, _, _ := strings.Cut(address, "}")
	name, ok := subst.Whole(first + "}")
	if !ok {
		return false
	}
	if v := d.variable(name); v != nil {
		text := subst.Text(v.Value)
		return text == "" || strings.Contains(text, "://") || subst.Has(text)
	}
	return true // a capture, or a secret
}

// WithoutDots returns an address without the segments "." and ".." of its path (RFC 3986, section
// 5.2.4), as curl sends it. above reports whether a ".." goes above the first one.
func WithoutDots(address string) (plain string, above bool) {
	asked, rest := origin.Split(address)
	path, query := rest, ""
	if end := strings.IndexAny(rest, "?#"); end >= 0 {
		path, query = rest[:end], rest[end:]
	}
	segments := strings.Split(path, "/")
	var kept []string
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case ".":
		case "..":
			above = above || len(kept) <= 1
			if len(kept) > 1 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, segment)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return asked + strings.Join(kept, "/") + query, above
}

// hosts gives vars in the place of a host, if only the environment sets them, a value that makes a
// valid address.
func (d *Draft) hosts(asked string) {
	for i := range d.Vars {
		v := &d.Vars[i]
		if v.Env == "" || v.Value != "" && v.Value != "http://localhost" || !strings.Contains(asked, "${"+v.Name+"}") {
			continue
		}
		v.Value = "localhost"
		if strings.HasPrefix(asked, "${"+v.Name+"}") {
			v.Value = "http://localhost"
		}
	}
}

// queryText returns a query with the values of credentials hidden.
func (d *Draft) queryText(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, ok := strings.Cut(part, "=")
		if ok && names.Credential(unescaped(name)) {
			parts[i] = name + "=" + d.Secret(unescaped(name), unescaped(value))
		}
	}
	return strings.Join(parts, "&")
}

// AddQuery adds a query parameter.
func (d *Draft) AddQuery(r *Request, name, value string) {
	if names.Credential(name) {
		value = d.Secret(name, value)
	}
	r.Query.Add(name, value)
}

// Header adds a header; credentials go to Auth or become secrets.
func (d *Draft) Header(r *Request, name, value string) {
	name = strings.ToValidUTF8(name, "\ufffd")
	switch lower := strings.ToLower(name); {
	case lower == "authorization":
		d.Authorization(r, value)
	case lower == "cookie":
		d.CookieHeader(r, value)
	case names.Credential(name) || lower == "proxy-authorization":
		r.Headers.Add(name, d.Secret(strings.TrimPrefix(lower, "x-"), value))
	default:
		r.Headers.Add(name, value)
	}
}

// ByHand is Header for a header that a person wrote: it is kept even if clients generate it, except
// Content-Length, which follows from the body.
func (d *Draft) ByHand(r *Request, at source.Pos, name, value string) {
	if strings.EqualFold(name, "Content-Length") {
		d.Drop(at, "leave it out: it is the length of the body that is sent", "the header %s: %s is left out", name, value)
		return
	}
	d.Header(r, name, value)
}

// CookieHeader adds the cookies of a Cookie header. Their values are secrets.
func (d *Draft) CookieHeader(r *Request, text string) {
	for pair := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if name != "" {
			r.Cookies.Set(name, d.Secret(name+" cookie", value))
		}
	}
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// unescaped decodes a part of a URL; an invalid part, or one with references, is returned
// unchanged.
func unescaped(s string) string {
	if subst.Has(s) {
		return s
	}
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// browserHeaders are the headers that a browser adds to every request.
var browserHeaders = map[string]bool{
	"accept-language": true, "cache-control": true, "pragma": true, "priority": true, "dnt": true,
	"upgrade-insecure-requests": true, "user-agent": true, "referer": true, "origin": true,
}

// IsBrowserHeader reports whether a browser adds the header to every request regardless of its
// content.
func IsBrowserHeader(name string) bool {
	lower := strings.ToLower(name)
	return browserHeaders[lower] || strings.HasPrefix(lower, "sec-") || strings.HasPrefix(lower, "proxy-connection")
}

// IsClientHeader reports whether every client generates a header of that name. A recorded one can
// be dropped; one that a person wrote matters.
func IsClientHeader(name string) bool {
	switch strings.ToLower(name) {
	case "content-length", "connection", "accept-encoding", "transfer-encoding", "expect", "te", "keep-alive":
		return true
	}
	return false
}
