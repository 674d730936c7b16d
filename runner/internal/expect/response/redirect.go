package response

import (
	"net/url"
	"regexp"
	"sync"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
)

// redirectCheck is the key `redirect`: the target of the redirect as an absolute URL. If redirects
// were followed, it is that of the last; count, each, any and nodes judge all of them.
type redirectCheck struct{ want *predicate.Predicate }

// CompileRedirect reads the key `redirect`.
func CompileRedirect(c *predicate.Compiler, n *yaml.Node) check.Check {
	return &redirectCheck{c.Compile(n, values.AsText)}
}

func (r *redirectCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if !check.HeaderReported(o, "Location") {
		out.Doubt("the source did not report the header Location")
		return
	}
	targets := redirectTargets(o)
	s := outcome.Subject{Key: "redirect"}
	switch {
	case r.want.OnList():
		r.want.Judge(targets, s, out)
	case len(targets) == 0:
		r.want.Judge(values.Missing, s, out)
	default:
		r.want.Judge(targets[len(targets)-1], s, out)
	}
}

func redirectTargets(o *exchange.Observation) values.Nodes {
	targets, base := values.Nodes{}, o.Base
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

// resolveURL resolves location against base (RFC 3986, section 5). It returns location unchanged if
// one of the two is not a URL.
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

// reference is a secret's name, ${name}, as encoded in a URL.
var reference = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\$%7B([^%]*)%7D`) })

func (r *redirectCheck) Summary() string { return "redirect " + r.want.String() }
