package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// headerScheme is the scheme of an auth that declares a custom header; a finished request has the
// header instead.
const headerScheme = "header"

var pair = lang.Schema{"type": "array", "items": lang.Schema{"type": lang.ScalarTypes}, "minItems": 2, "maxItems": 2}

var authTable = table[*Auth]{what: "auth", rows: func() []field[*Auth] {
	return []field[*Auth]{
		{key: "basic", shape: lang.Of("[user, password]", pair), meaning: "Basic credentials (RFC 7617)", read: func(d *doc, n *yaml.Node, a *Auth) {
			d.pair(n, "basic", a)
		}},
		{key: "bearer", shape: lang.Text, meaning: "a bearer token (RFC 6750)", read: func(d *doc, n *yaml.Node, a *Auth) {
			a.Scheme = "bearer"
			a.Token, _ = d.text(n, "bearer")
		}},
		{key: "digest", shape: lang.Of("[user, password]", pair), meaning: "Digest credentials (RFC 7616)", read: func(d *doc, n *yaml.Node, a *Auth) {
			d.pair(n, "digest", a)
		}},
		{key: "aws_sigv4", shape: lang.Of("{region, service, key, secret, session}", lang.Ref("aws_sigv4")), meaning: "an AWS Signature Version 4", read: func(d *doc, n *yaml.Node, a *Auth) {
			a.Scheme = "aws_sigv4"
			sigv4Table.read(d, n, a)
			if !isMap(n) {
				return
			}
			for _, f := range []struct{ key, value string }{{"region", a.Region}, {"service", a.Service}, {"key", a.Key}, {"secret", a.Secret}} {
				if f.value == "" {
					d.mistake(n, "aws_sigv4: %s is missing", f.key)
				}
			}
		}},
		{key: "oauth2", shape: lang.Of("{token_url, client, secret, …}", lang.Ref("oauth2")), meaning: "a token of OAuth 2.0 (RFC 6749), fetched once a run", read: func(d *doc, n *yaml.Node, a *Auth) {
			a.Scheme = oauth2Scheme
			a.OAuth2 = d.oauth2(n)
		}},
	}
}}

var sigv4Table = table[*Auth]{what: "aws_sigv4", rows: func() []field[*Auth] {
	return []field[*Auth]{
		textField("region", "the AWS region", func(a *Auth) *string { return &a.Region }),
		textField("service", "the AWS service", func(a *Auth) *string { return &a.Service }),
		textField("key", "the access key's id", func(a *Auth) *string { return &a.Key }),
		textField("secret", "the secret access key", func(a *Auth) *string { return &a.Secret }),
		textField("session", "the session token of temporary credentials", func(a *Auth) *string { return &a.Session }),
	}
}}

// pair reads [user, password].
func (d *doc) pair(n *yaml.Node, scheme string, a *Auth) {
	a.Scheme = scheme
	if !isList(n) {
		d.expected(n, scheme, "[user, password]")
		return
	}
	if len(n.Content) != 2 {
		d.mistake(n, "%s: expected [user, password], got a list of %d", scheme, len(n.Content))
		return
	}
	a.User, _ = d.text(source.Resolve(n.Content[0]), scheme)
	a.Password, _ = d.text(source.Resolve(n.Content[1]), scheme)
}

// auth reads credentials: one scheme, or one custom header.
func (d *doc) auth(n *yaml.Node) *Auth {
	a := &Auth{At: d.at(n)}
	if !isMap(n) {
		d.expected(n, "auth", "one of {basic: [user, password]}, {bearer: token}, {digest: [user, password]}, {aws_sigv4: {…}}, {oauth2: {…}}, {Header-Name: value}")
		return a
	}
	entries := source.Entries(n)
	if len(entries) != 1 {
		d.mistake(n, "auth: expected one kind of credentials, got %d keys", len(entries)).Next = "keep one; more headers go under headers:"
	}
	for _, e := range entries {
		if !authTable.has(e.Key) && isOwnHeader(e.Key) {
			a.Scheme, a.User = headerScheme, e.Key
			a.Token, _ = d.text(e.Value, "auth."+e.Key)
			d.checkHeader(&Param{Name: e.Key, Values: []string{a.Token}, At: d.at(e.KeyNode)}, "auth")
			continue
		}
		authTable.readKey(d, e, a)
	}
	return a
}

// isOwnHeader reports whether key is a header's name (X-API-Key) rather than a mistyped scheme: it
// has a capital letter or a hyphen and is not similar to a scheme.
func isOwnHeader(key string) bool {
	return exchange.IsToken(key) && (strings.Contains(key, "-") || strings.ToLower(key) != key) && source.Nearest(key, authTable.keys()) == ""
}

var shapeAuth = lang.Of("credentials", lang.Ref("auth"))

// authSchema returns the schema of auth: one key.
func authSchema() lang.Schema {
	s := authTable.schema()
	s["patternProperties"] = lang.Schema{"^[A-Za-z0-9]*[A-Z-][A-Za-z0-9-]*$": lang.Schema{"type": lang.ScalarTypes}}
	s["minProperties"], s["maxProperties"] = 1, 1
	return s
}
