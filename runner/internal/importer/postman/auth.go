package postman

import (
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
)

// auth gives a probe the credentials of itself, its folder or its collection.
func (r *reader) auth(p *importer.Probe, n *jsontree.Node, name string) {
	kind := n.Get("type").Text()
	get := func(key string) string { return r.member(n.Get(kind), key) }
	switch kind {
	case "", "inherit":
	case "noauth":
		p.Auth = importer.NoAuth
	case "bearer":
		p.Auth = importer.MapOf("bearer", r.Secret("token", get("token")))
	case "oauth2":
		token := get("accessToken")
		if token == "" {
			token = r.SecretFor("token")
		}
		p.Auth = importer.MapOf("bearer", r.Secret("token", token))
		r.Drop(n.At(), "get a token by another probe, and capture it", "%s: OAuth 2 is carried over as a bearer token; no token is asked for", name)
	case "basic", "digest":
		r.Basic(&p.Request, kind, get("username"), get("password"))
	case "apikey":
		r.apiKey(p, get("key"), get("value"), get("in"))
	case "awsv4":
		m := importer.Map{
			{Key: "region", Value: orElse(get("region"), "us-east-1")}, {Key: "service", Value: orElse(get("service"), "execute-api")},
			{Key: "key", Value: r.Secret("aws access key", get("accessKey"))}, {Key: "secret", Value: r.Secret("aws secret", get("secretKey"))},
		}
		if session := get("sessionToken"); session != "" {
			m.Set("session", r.Secret("aws session", session))
		}
		p.Auth = importer.MapOf("aws_sigv4", m)
	default:
		r.Drop(n.At(), "write auth: with basic, bearer, digest or aws_sigv4, or headers:", "%s: the credentials of the kind %s are left out", name, kind)
	}
}

func (r *reader) apiKey(p *importer.Probe, key, value, in string) {
	if key == "" {
		key = "X-API-Key"
	}
	value = r.Secret(key, value)
	if in == "query" {
		p.Query.Set(key, value)
		return
	}
	p.Headers.Set(key, value)
}

// member is a member of credentials: a list of keys and values (2.1), or an object
// (2.0).
func (r *reader) member(n *jsontree.Node, key string) string {
	if n != nil && n.Object {
		return r.text(n.Get(key).Text(), n.At())
	}
	for _, one := range n.All() {
		if one.Get("key").Text() == key {
			return r.text(one.Get("value").Text(), one.At())
		}
	}
	return ""
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
