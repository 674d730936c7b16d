package postman

import (
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
)

// settings carries over the switches of a request, or of the whole collection, and lists those
// without an equivalent in a suite.
func (r *reader) settings(p *importer.Probe, n *jsontree.Node, name string) {
	if n == nil {
		return
	}
	var left []string
	for _, s := range n.Items {
		switch {
		case s.Key == "disableBodyPruning":
			// every method may have a body, as here
		case s.Key == "followRedirects":
			if !s.Is() {
				p.Options.Set("redirects", 0)
			}
		case s.Key == "maxRedirects":
			if n, err := strconv.Atoi(s.Text()); err == nil && n >= 0 && p.Options.Get("redirects") == nil {
				p.Options.Set("redirects", n)
			}
		case s.Key == "strictSSL":
			if !s.Is() {
				p.Options.Set("tls", importer.MapOf("insecure", true))
			}
		case s.Key == "protocolVersion" && s.Text() == "http1":
			p.Options.Set("http", "1.1")
		case s.Key == "protocolVersion" && s.Text() == "http2":
			p.Options.Set("http", "2")
		case s.Key == "protocolVersion" && s.Text() == "auto":
		default:
			left = append(left, s.Key)
		}
	}
	if len(left) > 0 {
		r.Drop(n.At(), "leave them out, or say them in the suite's words", "%s: these settings are left out: %s", name, strings.Join(left, ", "))
	}
}

// off reports whether a header, parameter or field is disabled, and so not sent.
func off(n *jsontree.Node) bool {
	enabled := n.Get("enabled") // in old exports
	return n.Get("disabled").Is() || enabled != nil && !enabled.Is()
}

// disabled lists the disabled parts of a request, and those of Postman's own: a proxy, a
// certificate.
func (r *reader) disabled(n *jsontree.Node, name string) {
	var left []string
	body := n.Get("body")
	for _, list := range []*jsontree.Node{n.Get("header"), n.Get("url").Get("query"), body.Get("urlencoded"), body.Get("formdata")} {
		for _, one := range list.All() {
			if off(one) && one.Get("key").Text() != "" {
				left = append(left, one.Get("key").Text())
			}
		}
	}
	if len(left) > 0 {
		r.Drop(n.At(), "write them where they are wanted", "%s: what is switched off is left out: %s", name, strings.Join(left, ", "))
	}
	for _, key := range []string{"proxy", "certificate"} {
		if one := n.Get(key); one != nil && len(one.Items) > 0 && !one.Get("disabled").Is() {
			r.Drop(one.At(), "write proxy: or tls: {cert, key}", "%s: its %s is left out", name, key)
		}
	}
}
