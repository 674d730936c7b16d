package insomnia

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/yamltree"
	"assay/runner/internal/origin"
	"assay/runner/internal/secret/names"
)

// off reports whether a header, parameter, field or credential is switched off.
func off(n yamltree.Node) bool { return n.Get("disabled").Text() == "true" }

// request reads the address, the headers, the credentials and the body of a request.
func (r *reader) request(p *importer.Probe, n yamltree.Node) {
	var left []string
	address := r.text(n.Get("url"))
	path, query, hasQuery := strings.Cut(address, "?")
	parts := strings.Split(path, "/")
	for _, v := range n.Get("pathParameters").All() {
		for i, part := range parts {
			if part == ":"+v.Get("name").Text() && v.Get("value").Text() != "" {
				parts[i] = r.text(v.Get("value"))
			}
		}
	}
	asItIs := either(n.Get("settings").Get("encodeUrl"), n.Get("settingEncodeUrl")).Text() == "false"
	if address = strings.Join(parts, "/"); hasQuery {
		if !asItIs {
			query = strings.ReplaceAll(query, "+", "%2B") // a plus, not a space
		}
		address += "?" + query
	}
	if asItIs {
		address = r.withParameters(address, n.Get("parameters"))
	}
	if !r.HasScheme(address) {
		address = "http://" + address
	}
	address, _ = importer.WithoutDots(address)
	r.Address(&p.Request, address)
	if _, rest := origin.Split(p.URL); rest == "" && !strings.HasPrefix(p.URL, "${") {
		p.URL += "/"
	}
	for _, q := range n.Get("parameters").All() {
		switch name := q.Get("name").Text(); {
		case off(q):
			left = append(left, name)
		case name != "" && !asItIs:
			r.AddQuery(&p.Request, unescaped(r.text(q.Get("name"))), unescaped(r.text(q.Get("value"))))
		}
	}
	for _, of := range append(slices.Clone(r.folders), n) {
		for _, h := range of.Get("headers").All() {
			if off(h) {
				left = append(left, h.Get("name").Text())
			} else if h.Get("name").Text() != "" && !insomniaItself(h) {
				r.ByHand(&p.Request, h.At(), r.text(h.Get("name")), r.text(h.Get("value")))
			}
		}
	}
	r.body(p, n.Get("body"))
	r.credentials(p, n)
	if follow := either(n.Get("settings").Get("followRedirects"), n.Get("settingFollowRedirects")).Text(); follow == "off" {
		p.Options.Set("redirects", 0)
	}
	if len(left) > 0 {
		r.Drop(n.At(), "write them where they are wanted", "%s: what is switched off is left out: %s", n.Get("name").Text(), strings.Join(left, ", "))
	}
}

// insomniaItself reports whether a header is the User-Agent that Insomnia writes into new
// requests.
func insomniaItself(h yamltree.Node) bool {
	return strings.EqualFold(h.Get("name").Text(), "User-Agent") && strings.HasPrefix(h.Get("value").Text(), "insomnia/")
}

// withParameters returns an address with parameters as they are written, which is how Insomnia
// sends them if it shall not encode.
func (r *reader) withParameters(address string, list yamltree.Node) string {
	for _, q := range list.All() {
		if off(q) || q.Get("name").Text() == "" {
			continue
		}
		separator := "?"
		if strings.Contains(address, "?") {
			separator = "&"
		}
		address += separator + r.text(q.Get("name")) + "=" + r.text(q.Get("value"))
	}
	return address
}

// unescaped returns a text without its percent escapes, which Insomnia sends as they are; a % that
// escapes nothing stays.
func unescaped(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if one, err := url.PathUnescape(text[i : i+3]); err == nil {
				out.WriteString(one)
				i += 2
				continue
			}
		}
		out.WriteByte(text[i])
	}
	if plain := out.String(); utf8.ValidString(plain) {
		return plain
	}
	return text
}

func (r *reader) body(p *importer.Probe, n yamltree.Node) {
	text := n.Get("text")
	switch media := n.Get("mimeType").Text(); {
	case media == "application/x-www-form-urlencoded":
		form := importer.Map{}
		for _, f := range n.Get("params").All() {
			if r.named(f) {
				form.Add(r.text(f.Get("name")), r.field(f))
			}
		}
		if len(form) > 0 {
			p.Body = &importer.Entry{Key: "form", Value: form}
			r.withoutType(p)
		}
	case media == "multipart/form-data":
		r.parts(p, n)
	case media == "application/graphql":
		v, plain, ok := r.JSONText(r.text(text))
		m, isObject := v.(importer.Map)
		if !ok || plain != nil || !isObject {
			r.Drop(text.At(), "write graphql: {query, variables}", "the GraphQL query is left out: it is no JSON")
			return
		}
		query := importer.Map{{Key: "query", Value: m.Get("query")}}
		if variables, is := m.Get("variables").(importer.Map); is && len(variables) > 0 {
			query.Set("variables", variables)
		}
		if operation, is := m.Get("operationName").(string); is && operation != "" {
			query.Set("operation", operation)
		}
		p.Body = &importer.Entry{Key: "graphql", Value: query}
		r.withoutType(p)
	case n.Get("fileName").Text() != "":
		r.Drop(n.At(), "put the file beside the suite and name it with file:", "the file that is sent is left out: %s", n.Get("fileName").Text())
	case text.Text() != "":
		r.Body(&p.Request, r.text(text))
	}
}

// withoutType removes a Content-Type that the kind of body implies.
func (r *reader) withoutType(p *importer.Probe) {
	p.Headers = slices.DeleteFunc(p.Headers, func(h importer.Entry) bool { return strings.EqualFold(h.Key, "Content-Type") })
}

func (r *reader) field(f yamltree.Node) string {
	value := r.text(f.Get("value"))
	if names.Credential(f.Get("name").Text()) {
		return r.Secret(f.Get("name").Text(), value)
	}
	return value
}

// named reports whether a field is sent; one without a name is listed.
func (r *reader) named(f yamltree.Node) bool {
	if off(f) {
		return false
	}
	if f.Get("name").Text() == "" {
		r.Drop(f.At(), "give it a name", "a field without a name is left out")
		return false
	}
	return true
}

func (r *reader) parts(p *importer.Probe, n yamltree.Node) {
	list := importer.List{}
	for _, f := range n.Get("params").All() {
		if !r.named(f) {
			continue
		}
		part := importer.Map{{Key: "name", Value: r.text(f.Get("name"))}}
		if f.Get("type").Text() == "file" {
			part.Set("value", "")
			r.Drop(f.At(), "put the file beside the suite and write file: in the place of value:", "the file of the part %s is left out", f.Get("name").Text())
		} else {
			part.Set("value", r.field(f))
			if kind := f.Get("multiline").Text(); strings.Contains(kind, "/") {
				part.Set("type", kind)
			}
		}
		list = append(list, part)
	}
	r.withoutType(p)
	if len(list) == 0 {
		r.Drop(n.At(), "write multipart: with a part", "a form without parts is left out")
		return
	}
	p.Body = &importer.Entry{Key: "multipart", Value: list}
}

// credentials sets the credentials of a probe: its own, or those of the folders around it.
func (r *reader) credentials(p *importer.Probe, n yamltree.Node) {
	auth := n.Get("authentication")
	for i := len(r.folders) - 1; i >= 0 && auth.Get("type").Text() == ""; i-- {
		auth = r.folders[i].Get("authentication")
	}
	if off(auth) {
		return
	}
	get := func(key string) string { return r.text(auth.Get(key)) }
	switch kind := auth.Get("type").Text(); kind {
	case "", "none":
	case "basic", "digest":
		r.Basic(&p.Request, kind, get("username"), get("password"))
	case "bearer":
		if prefix := get("prefix"); prefix != "" && prefix != "Bearer" {
			p.Headers.Set("Authorization", prefix+" "+r.Secret("token", get("token")))
			return
		}
		p.Auth = importer.MapOf("bearer", r.Secret("token", get("token")))
	case "apikey":
		key, value := get("key"), r.Secret(get("key"), get("value"))
		switch where := get("addTo"); {
		case key == "":
		case where == "queryParams":
			p.Query.Set(key, value)
		case where == "cookie":
			p.Cookies.Set(key, value)
		default:
			p.Headers.Set(key, value)
		}
	case "iam":
		p.Auth = importer.MapOf("aws_sigv4", importer.Map{
			{Key: "region", Value: get("region")}, {Key: "service", Value: get("service")},
			{Key: "key", Value: r.Secret("aws access key", get("accessKeyId"))}, {Key: "secret", Value: r.Secret("aws secret", get("secretAccessKey"))},
		})
	case "oauth2":
		r.oauth2(p, auth, get)
	default:
		r.Drop(auth.At(), "write auth: with basic, bearer, digest or aws_sigv4, or headers:", "the credentials of the kind %s are left out", kind)
	}
}

// oauth2 returns the credentials for a token that the suite gets itself; where a person must sign
// in, for one from the environment.
func (r *reader) oauth2(p *importer.Probe, auth yamltree.Node, get func(string) string) {
	grant, address := get("grantType"), get("accessTokenUrl")
	if grant != "client_credentials" && grant != "password" || address == "" {
		r.Drop(auth.At(), "put a token into the environment, or write auth: {oauth2: …} with a refresh token", "OAuth 2 by the grant %q is carried over as a bearer token; no token is asked for", grant)
		p.Auth = importer.MapOf("bearer", r.SecretFor("token"))
		return
	}
	m := importer.Map{{Key: "token_url", Value: address}, {Key: "client", Value: get("clientId")}}
	secret := func(what, key string) string {
		if text := get(key); text != "" {
			return r.Secret(what, text)
		}
		return r.SecretFor(what)
	}
	m.Set("secret", secret("client secret", "clientSecret"))
	if get("credentialsInBody") == "true" {
		m.Set("client_auth", "body")
	}
	if grant == "password" {
		m.Set("grant", grant)
		m.Set("user", get("username"))
		m.Set("password", secret("password", "password"))
	}
	for _, key := range []string{"scope", "audience"} {
		if text := get(key); text != "" {
			m.Set(key, text)
		}
	}
	if resource := get("resource"); resource != "" {
		m.Set("params", importer.MapOf("resource", resource))
	}
	p.Auth = importer.MapOf("oauth2", m)
}
