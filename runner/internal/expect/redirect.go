package expect

import (
	"net/url"
	"regexp"
	"sync"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
)

// redirectCheck is the key `redirect`: where the answer sends the client, as an
// absolute URL. Where redirects were followed it is the last of them; count,
// each, any and nodes are about all.
type redirectCheck struct{ want *predicate }

func compileRedirect(c *compiling, n *yaml.Node) check { return &redirectCheck{c.predicate(n, asText)} }

func (r *redirectCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	if !headerReported(o, "Location") {
		out.unknown("the source did not report the header Location")
		return
	}
	targets := redirectTargets(o)
	s := Subject{Key: "redirect"}
	switch {
	case r.want.list:
		r.want.judge(targets, s, out)
	case len(targets) == 0:
		r.want.judge(missing, s, out)
	default:
		r.want.judge(targets[len(targets)-1], s, out)
	}
}

func redirectTargets(o *exchange.Observation) nodeList {
	targets, base := nodeList{}, o.Base
	if base == "" && o.Request != nil {
		base = o.Request.URL
	}
	for _, hop := range o.Hops {
		base = resolveURL(hop.URL, hop.Location)
		targets = append(targets, base)
	}
	if location := o.Header.Get("Location"); location != "" {
		targets = append(targets, resolveURL(base, location))
	}
	return targets
}

// resolveURL is location as seen from base (RFC 3986, section 5); as it is where
// one of them is no URL.
func resolveURL(base, location string) string {
	b, err := url.Parse(base)
	if err != nil {
		return location
	}
	u, err := b.Parse(location)
	if err != nil {
		return location
	}
	return reference().ReplaceAllString(u.String(), "$${$1}")
}

// reference is a secret's name, ${name}, as a URL has it encoded.
var reference = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$%7B([^%]*)%7D`) })

func (r *redirectCheck) summary() string { return "redirect " + r.want.String() }
