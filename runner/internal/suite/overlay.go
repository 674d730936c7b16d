package suite

import (
	"strings"

	"assay/runner/internal/source"
)

// over merges l over base: maps merge key by key, other values of l override, null removes. A body
// of another kind, and credentials, replace.
func (l *layer) over(base *layer) *layer {
	out := l.own()
	out.scalars(base)
	out.set |= base.set
	if l.set&setQuery == 0 {
		out.Query = mergeParams(base.Query, l.Query, exactly)
	}
	if l.set&setHeaders == 0 {
		out.Headers = mergeParams(base.Headers, l.Headers, strings.EqualFold)
	}
	if l.set&setCookies == 0 {
		out.Cookies = mergeParams(base.Cookies, l.Cookies, exactly)
	}
	if l.set&setConnect == 0 {
		out.ConnectTo = underConnect(base.ConnectTo, l.ConnectTo)
	}
	if l.set&setTLS == 0 && l.tls == nil {
		out.tls = base.tls
	} else {
		out.tls = underTLS(base.tls, l.tls)
	}
	if l.set&setBody == 0 {
		out.body = base.body
	} else {
		out.body = underBody(base.body, l.body)
	}
	return &out
}

// own returns a copy of l with a request of its own.
func (l *layer) own() layer {
	out, request := *l, *l.Request
	out.Request = &request
	return out
}

// scalars sets the values that l lacks from base.
func (l *layer) scalars(base *layer) {
	take := func(bit keySet) bool { return l.set&bit == 0 && base.set&bit != 0 }
	if take(setMethod) {
		l.Method = base.Method
	}
	if take(setWhere) {
		l.Path, l.URL, l.where = base.Path, base.URL, base.where
	}
	if take(setAuth) {
		l.Auth = base.Auth
	}
	if take(setJar) {
		l.Jar = base.Jar
	}
	if take(setRedirects) {
		l.Redirects = base.Redirects
	}
	if take(setTimeout) {
		l.Timeout = base.Timeout
	}
	if take(setStream) {
		l.Stream, l.Framing = base.Stream, base.Framing
	}
	if take(setProxy) {
		l.Proxy = base.Proxy
	}
	if take(setHTTP) {
		l.HTTP = base.HTTP
	}
	if take(setUnix) {
		l.Unix = base.Unix
	}
}

// place returns the position of the address, or of the request if it has none.
func (l *layer) place() source.Pos {
	if l.where.IsZero() {
		return l.At
	}
	return l.where
}
