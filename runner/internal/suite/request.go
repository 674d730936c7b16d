package suite

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// layer is a request as one place declares it: request:, a probe, a row. Layers
// are merged (overlay.go), then finished (finish.go).
type layer struct {
	*Request        // never nil, and of no other layer
	set      keySet // the keys that it has, including null ones
	where    source.Pos
	body     *bodyLayer
	tls      *tlsLayer
}

// noLayer returns a layer that declares nothing.
func noLayer() layer { return layer{Request: &Request{}} }

// keySet is a set of keys of a request. The two keys of the address share a bit, and so do the six
// of the body.
type keySet uint32

const (
	setMethod keySet = 1 << iota
	setWhere
	setQuery // only as null: maps merge
	setHeaders
	setCookies
	setConnect
	setTLS
	setBody
	setAuth
	setJar
	setRedirects
	setTimeout
	setStream
	setProxy
	setHTTP
	setUnix
)

// requestKey makes a field that null removes, unless it reads null itself.
func requestKey(key string, bit keySet, s lang.Shape, meaning string, read func(d *doc, n *yaml.Node, l *layer)) field[*layer] {
	return field[*layer]{key: key, shape: s, meaning: meaning, nullable: true, read: func(d *doc, n *yaml.Node, l *layer) {
		l.set |= bit
		if !isNull(n) {
			read(d, n, l)
		}
	}}
}

// requestMap makes a field whose map merges; only null sets its bit.
func requestMap(key string, bit keySet, s lang.Shape, meaning string, read func(d *doc, n *yaml.Node, l *layer)) field[*layer] {
	return field[*layer]{key: key, shape: s, meaning: meaning, nullable: true, read: func(d *doc, n *yaml.Node, l *layer) {
		if isNull(n) {
			l.set |= bit
			return
		}
		read(d, n, l)
	}}
}

func requestFields() []field[*layer] {
	return append(append([]field[*layer]{
		requestKey("method", setMethod, lang.Text, "default GET, or POST with a body", func(d *doc, n *yaml.Node, l *layer) {
			l.Method = d.method(n)
		}),
		requestKey("path", setWhere, lang.Text, "what is joined to the target; it may carry a query", func(d *doc, n *yaml.Node, l *layer) {
			l.Path, _ = d.text(n, "path")
			d.where(n, l)
		}),
		requestKey("url", setWhere, lang.URL, "an absolute URL, instead of path", func(d *doc, n *yaml.Node, l *layer) {
			l.URL, _ = d.textFor(n, "url", lang.URL.Words)
			d.where(n, l)
		}),
		requestMap("query", setQuery, shapeValues, "parameters added to the URL's query", func(d *doc, n *yaml.Node, l *layer) {
			l.Query = d.params(n, "query")
		}),
		requestMap("headers", setHeaders, shapeValues, "headers; null removes one that request: set or that the client would add", func(d *doc, n *yaml.Node, l *layer) {
			l.Headers = d.headers(n, "headers")
		}),
	}, bodyFields()...), []field[*layer]{
		requestKey("auth", setAuth, shapeAuth, "credentials: basic, bearer, digest, aws_sigv4, oauth2, or a header of one's own", func(d *doc, n *yaml.Node, l *layer) {
			l.Auth = d.auth(n)
		}),
		requestMap("cookies", setCookies, shapeValues, "cookies to send", func(d *doc, n *yaml.Node, l *layer) {
			l.Cookies = d.headers(n, "cookies")
		}),
		requestKey("jar", setJar, lang.Text, "a cookie jar that probes of that name share", func(d *doc, n *yaml.Node, l *layer) {
			l.Jar, _ = d.text(n, "jar")
		}),
		requestKey("redirects", setRedirects, lang.OrReference(lang.Count(0)), "how many redirects to follow, default 0", func(d *doc, n *yaml.Node, l *layer) {
			l.Redirects = d.integer(d.filled(n), "redirects", 0)
		}),
		requestKey("timeout", setTimeout, lang.OrReference(lang.Duration), "the longest wait for the answer, default limits.timeout", func(d *doc, n *yaml.Node, l *layer) {
			l.Timeout = d.duration(d.filled(n), "timeout")
		}),
		requestKey("stream", setStream, shapeStream, "read the body as server-sent events; ndjson: as a JSON value a line", func(d *doc, n *yaml.Node, l *layer) {
			l.Stream, l.Framing = d.stream(n)
		}),
		requestKey("proxy", setProxy, lang.URL, "a proxy: http, https, socks5 or socks5h", func(d *doc, n *yaml.Node, l *layer) {
			l.Proxy, _ = d.textFor(n, "proxy", lang.URL.Words)
		}),
		requestKey("http", setHTTP, lang.OrReference(lang.Of("1.1 or 2", lang.Schema{"enum": []any{"1.1", "2", 1.1, 2}})), "the version of HTTP to speak", func(d *doc, n *yaml.Node, l *layer) {
			if l.HTTP = d.filled(n).Value; l.HTTP != "1.1" && l.HTTP != "2" {
				d.expected(n, "http", "1.1 or 2")
			}
		}),
		requestKey("unix", setUnix, lang.Path, "a Unix domain socket to dial", func(d *doc, n *yaml.Node, l *layer) {
			l.Unix = d.path(n, "unix")
		}),
		requestMap("connect_to", setConnect, shapeConnect, "where to dial instead, by host:port; Host and TLS name stay", func(d *doc, n *yaml.Node, l *layer) {
			l.ConnectTo = d.connectTo(n)
		}),
		requestMap("tls", setTLS, lang.Of("{ca, cert, key, insecure, server_name}", lang.Ref("tls")), "how to make a TLS connection", func(d *doc, n *yaml.Node, l *layer) {
			l.tls = d.tls(n)
		}),
	}...)
}

var requestTable = table[*layer]{what: "a request", rows: requestFields}

// where records that path or url was read.
func (d *doc) where(n *yaml.Node, l *layer) {
	if !l.where.IsZero() && l.Path != "" && l.URL != "" {
		d.mistake(n, "a request has either a path or a url, and here are both").Next = "keep path: to go to the target, url: to go elsewhere"
	}
	l.where = d.at(n)
}

// standardMethods are the methods that are case-insensitive in a document; other methods are
// case-sensitive.
var standardMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"}

func (d *doc) method(n *yaml.Node) string {
	s, ok := d.text(n, "method")
	if !ok || subst.Has(s) {
		return s
	}
	for _, m := range standardMethods {
		if strings.EqualFold(m, s) {
			return m
		}
	}
	if !exchange.IsToken(s) {
		d.mistake(n, "method: %q is no method", cut(s)).Next = "a method is one word, as in GET or POST"
	}
	return s
}

// filled returns a scalar with vars filled in, for keys whose values are not text.
func (d *doc) filled(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.ScalarNode || !subst.Has(n.Value) {
		return n
	}
	out := *n
	out.Value, out.Style, out.Tag = subst.Text(subst.Value(n.Value, d.varValue)), 0, "!!str"
	if _, err := strconv.Atoi(out.Value); err == nil {
		out.Tag = "!!int"
	}
	return &out
}
