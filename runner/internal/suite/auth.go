package suite

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// headerScheme is the scheme of an auth that declares a custom header; a finished request has the
// header instead.
const headerScheme = "header"

var pair = lang.Schema{"type": "array", "items": lang.Schema{"type": lang.ScalarTypes}, "minItems": 2, "maxItems": 2}

var authTable = table[*Auth]{what: "auth", aliases: authAliases, advice: authAdvice, rows: func() []field[*Auth] {
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
			if missing := sigv4Table.lacks(d, n, "region", "service", "key", "secret"); len(missing) > 0 {
				p := d.mistake(n, "aws_sigv4: without %s nothing can be signed", text.List(missing, "and"))
				if p.Next = "add " + text.List(missing, "and"); slices.Contains(missing, "secret") {
					p.Next += `; keep the secret under secrets: and write secret: "${NAME}"`
				}
			}
		}},
		{key: "oauth2", shape: lang.Of("{token_url, client, secret, …}", lang.Ref("oauth2")), meaning: "a token of OAuth 2.0 (RFC 6749), fetched once a run", read: func(d *doc, n *yaml.Node, a *Auth) {
			a.Scheme = oauth2Scheme
			a.OAuth2 = d.oauth2(n)
		}},
	}
}}

var sigv4Table = table[*Auth]{what: "aws_sigv4", aliases: sigv4Aliases, rows: func() []field[*Auth] {
	return []field[*Auth]{
		signedBy("region", "the AWS region", func(a *Auth) *string { return &a.Region }),
		signedBy("service", "the AWS service", func(a *Auth) *string { return &a.Service }),
		signedBy("key", "the access key's id", func(a *Auth) *string { return &a.Key }),
		signedBy("secret", "the secret access key", func(a *Auth) *string { return &a.Secret }),
		textField("session", "the session token of temporary credentials", func(a *Auth) *string { return &a.Session }),
	}
}}

// signedBy makes a field for a text that AWS's signature is made of; it must not be empty.
func signedBy(key, meaning string, to func(*Auth) *string) field[*Auth] {
	return field[*Auth]{key: key, shape: lang.Text, meaning: meaning, read: func(d *doc, n *yaml.Node, a *Auth) {
		value, ok := d.text(n, key)
		if *to(a) = value; ok && value == "" {
			d.mistake(n, "aws_sigv4: %s is empty", key).Next = "write its value, or the ${name} of a secret or var"
		}
	}}
}

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
		d.noAuth(n)
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

// noAuth reports credentials that are no map. A text is shown only if it refers to whatever may be
// secret.
func (d *doc) noAuth(n *yaml.Node) {
	const want = "one of {basic: [user, password]}, {bearer: token}, {digest: [user, password]}, {aws_sigv4: {…}}, {oauth2: {…}}, {Header-Name: value}"
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != "!!str":
		d.expected(n, "auth", want)
	case onlyReferences(n.Value):
		d.expected(n, "auth", want).Next = schemeOf(n.Value, n.Value)
	default:
		p := d.mistake(n, "auth: expected %s, got a text", want)
		p.Next, p.Hidden = schemeOf(n.Value, "${key}")+"; keep the key under secrets:", true
	}
}

// schemeOf says how credentials are written that stand as the value of an Authorization header
// does: "Bearer ${key}", or without a scheme. credentials are shown in place of what is there.
func schemeOf(value, credentials string) string {
	scheme, _, _ := strings.Cut(strings.TrimSpace(value), " ")
	if first, rest, ok := strings.Cut(strings.TrimSpace(credentials), " "); ok && first == scheme {
		credentials = strings.TrimSpace(rest)
	}
	switch strings.ToLower(scheme) {
	case "bearer":
		return `write auth: {bearer: "` + credentials + `"}`
	case "basic":
		return `write auth: {basic: ["${user}", "${password}"]}, or, of what is encoded already, headers: {Authorization: "Basic ` + credentials + `"}`
	}
	return `write auth: {bearer: "` + credentials + `"}, or name the header that it stands in: auth: {X-API-Key: "` + credentials + `"}`
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
