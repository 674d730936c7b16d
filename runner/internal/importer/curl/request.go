package curl

import (
	"cmp"
	"slices"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// finish adds a probe for each URL of the command, and resets it for --next.
func (c *command) finish(at source.Pos) {
	if len(c.urls) == 0 && (len(c.headers) > 0 || len(c.parts) > 0 || at == c.at) {
		c.Drop(c.at, "add the URL", "a curl command without a URL is left out")
	}
	for _, address := range c.urls {
		c.probe(address)
	}
	*c = command{reader: c.reader, at: at, stdin: c.stdin, hasIn: c.hasIn}
}

func (c *command) probe(address string) {
	p := &importer.Probe{Above: c.above, At: c.at, Request: importer.Request{Method: c.method, Cookies: clone(c.cookies), Options: clone(c.options)}}
	c.address(p, address)
	c.ask(&p.Request)
	c.sendHeaders(&p.Request)
	if c.byHand("cookie:") {
		p.Cookies = p.Cookies[min(len(c.cookies), len(p.Cookies)):] // -H wins over -b
	}
	c.body(p)
	c.auth(&p.Request)
	if c.head {
		p.Method = "HEAD"
	}
	c.follow(p)
	if cert := c.tls.Get("cert"); cert != nil && c.tls.Get("key") == nil {
		c.tls.Set("key", cert) // curl reads both from one file
	}
	if len(c.tls) > 0 {
		p.Options.Set("tls", c.tls)
	}
	if retry := p.Options.Get("retry"); retry != nil {
		if c.retryDelay > 0 {
			retry = importer.Map{{Key: "times", Value: retry}, {Key: "every", Value: c.retryDelay.String()}}
		}
		p.More.Set("retry", retry)
		p.Options = without(p.Options, "retry")
	}
	if c.sleeps > 0 {
		p.More.Set("wait", c.sleeps.String())
		c.sleeps = 0
	}
	method := p.Method
	if method == "" {
		method = "GET"
		if p.Body != nil {
			method = "POST"
		}
	}
	c.printed = printed{c.writeOut, c.output}
	if upper := strings.ToUpper(p.Method); upper != p.Method {
		c.Drop(c.at, "leave it out, if the server takes both", "-X %s is sent as %s", p.Method, upper)
	}
	c.Add(p, method, importer.PathWords(p.URL))
	claim, status := "is answered with success", "2xx"
	if c.fail {
		claim, status = "is answered without an error", ""
	}
	expect := importer.MapOf("status", status)
	if status == "" {
		expect = importer.MapOf("status", importer.MapOf("lt", 400))
	}
	c.Expect(p, method+" "+importer.ShownPath(p.URL)+" "+claim, expect)
}

// follow sets how many redirects are followed, and lists what differs in the requests after one.
func (c *command) follow(p *importer.Probe) {
	most := 10
	if c.bounded {
		most = c.mostRedirects
	}
	if !c.follows || most == 0 {
		return
	}
	p.Options.Set("redirects", most)
	if c.method != "" && c.method != "GET" && c.method != "HEAD" && !c.uploads {
		c.Drop(c.at, redirectedNext, "-X %s is sent again after a redirect by curl: here %s", c.method, redirected)
	}
	if c.autoReferer {
		c.Drop(c.at, "write a probe for the address that it leads to", "-e …;auto is left out: a redirect is followed with the Referer of the first request")
	}
}

func clone(m importer.Map) importer.Map { return append(importer.Map(nil), m...) }

func without(m importer.Map, key string) importer.Map {
	var out importer.Map
	for _, e := range m {
		if e.Key != key {
			out = append(out, e)
		}
	}
	return out
}

// address reads a URL as curl does: http without a scheme, patterns in braces.
func (c *command) address(p *importer.Probe, address string) {
	if !c.HasScheme(address) {
		address = cmp.Or(c.defaultScheme, "http") + "://" + address
	}
	if !c.asIs {
		plain, above := importer.WithoutDots(address)
		if above && strings.HasPrefix(address, "${") {
			c.Drop(c.at, "write the address out", "the address %s goes above what its variable holds: it is asked below it", cut(address))
		}
		address = plain
	}
	literal := ""
	subst.Literals(address, func(s string) string { literal += s; return s })
	if strings.ContainsAny(strings.ReplaceAll(literal, "[::", ""), "{[") {
		c.Drop(c.at, "write the addresses out, or make rows of them with each:", "the pattern of the address %s is not taken apart: it is asked as it stands", cut(address))
		address = strings.NewReplacer("[", "%5B", "]", "%5D").Replace(address)
	}
	c.Address(&p.Request, address)
	if path, query, _ := strings.Cut(p.URL, "?"); c.uploaded != "" && strings.HasSuffix(path, "/") {
		p.URL = path + c.uploaded
		if query != "" {
			p.URL += "?" + query
		}
	}
	if _, rest := origin.Split(p.URL); rest == "" {
		p.URL += "/"
	}
}

// sendHeaders turns -H into headers.
func (c *command) sendHeaders(r *importer.Request) {
	browser := false
	for _, h := range c.headers {
		browser = browser || strings.HasPrefix(strings.ToLower(h), "sec-")
	}
	var left []string
	for _, h := range c.headers {
		name, value, colon := strings.Cut(h, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		lower := strings.ToLower(name)
		switch {
		case h == "": // curl sends nothing for it
		case !colon && strings.EqualFold(name, "User-Agent;"), value == "" && colon && (lower == "host" || lower == "content-length"):
			c.Drop(c.at, "leave it out", "the header %s is left out: a request has a Host and the length of its body, and an empty User-Agent is sent as none", cut(h))
		case !colon && strings.HasSuffix(name, ";"):
			r.Headers.Set(strings.TrimSuffix(name, ";"), "")
		case !colon || name == "":
			c.Drop(c.at, "write name: value", "the header %s is left out: it has no colon", cut(h))
		case value == "" && has(r.Headers, name): // it takes away what curl adds of itself, not this
		case value == "":
			r.Headers.Set(name, nil)
		case browser && importer.IsBrowserHeader(name):
			left = append(left, name)
		case browser && (importer.IsClientHeader(name) || lower == "accept" && value == "*/*"):
		default:
			c.ByHand(r, c.at, name, value)
		}
	}
	if len(left) > 0 {
		c.Drop(c.at, "write those that matter under headers:", "headers that the browser sends of itself are left out: %s", strings.Join(left, ", "))
	}
}

// byHand reports whether -H has a header whose line begins so, with a value.
func (c *command) byHand(name string) bool {
	return slices.ContainsFunc(c.headers, func(h string) bool { return len(h) > len(name) && strings.EqualFold(h[:len(name)], name) })
}

// body assembles the body from -d, -F and -T.
func (c *command) body(p *importer.Probe) {
	r := &p.Request
	switch {
	case len(c.multipart) > 0:
		r.Body = &importer.Entry{Key: "multipart", Value: c.multipart}
		if media := r.Media(); media != "" && media != "multipart/form-data" {
			c.Drop(c.at, "leave it out, or write the body out", "the Content-Type %s of a form is left out: it is sent as multipart/form-data", media)
		}
		r.Headers = withoutHeader(r.Headers, "Content-Type")
	case c.file != "":
		r.Body = &importer.Entry{Key: "file", Value: c.file}
	case len(c.parts) == 0:
	case c.get: // they are in the address
	default:
		c.dataBody(r)
	}
	if c.get && r.Method == "" {
		r.Method = "GET"
	}
}

func (c *command) dataBody(r *importer.Request) {
	switch {
	case has(r.Headers, "Content-Type"), c.uploads:
	case c.jsonType:
		r.Headers.Set("Content-Type", "application/json")
	default:
		r.Headers.Set("Content-Type", formType)
	}
	if c.jsonType && !has(r.Headers, "Accept") {
		r.Headers.Set("Accept", "application/json")
	}
	c.Body(r, strings.Join(c.parts, "&"))
}

// has reports whether a header is set or removed.
func has(headers importer.Map, name string) bool {
	return slices.ContainsFunc(headers, func(e importer.Entry) bool { return strings.EqualFold(e.Key, name) })
}

func withoutHeader(m importer.Map, name string) importer.Map {
	var out importer.Map
	for _, e := range m {
		if !strings.EqualFold(e.Key, name) {
			out = append(out, e)
		}
	}
	return out
}

// auth turns -u, --oauth2-bearer and --aws-sigv4 into credentials.
func (c *command) auth(r *importer.Request) {
	user, password, given := strings.Cut(c.user, ":")
	switch {
	case c.bearer != "":
		r.Auth = importer.MapOf("bearer", c.Secret("token", c.bearer))
	case c.sigv4 != "":
		c.signed(r, user, password)
	case c.user == "", c.byHand("authorization:"): // -H wins
	case !given:
		if subst.Has(user) {
			c.Drop(c.at, "set the name in one variable and the password in the other, or write auth:",
				"-u %s is read as a name without its password: whether the variable holds both is known to the shell only", cut(user))
		}
		c.Basic(r, c.schemeOr("basic"), user, c.SecretFor("password"))
	default:
		c.Basic(r, c.schemeOr("basic"), user, password)
	}
}

func (c *command) schemeOr(scheme string) string {
	if c.scheme != "" {
		return c.scheme
	}
	return scheme
}

// signed reads provider1:provider2:region:service.
func (c *command) signed(r *importer.Request, key, secret string) {
	parts := strings.Split(c.sigv4, ":")
	host, _ := origin.Split(r.URL)
	names := strings.Split(host[strings.LastIndexByte(host, '/')+1:], ".")
	service, region := names[0], "us-east-1"
	if len(names) > 3 {
		region = names[1]
	}
	if len(parts) > 2 {
		region = parts[2]
	}
	if len(parts) > 3 {
		service = parts[3]
	}
	r.Auth = importer.MapOf("aws_sigv4", importer.Map{
		{Key: "region", Value: region}, {Key: "service", Value: service},
		{Key: "key", Value: c.Secret("aws access key", key)}, {Key: "secret", Value: c.Secret("aws secret", secret)},
	})
}
