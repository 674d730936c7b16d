package postman

import (
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
)

// auth sets the credentials of a probe: its own, its folder's or its collection's.
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
		p.Auth = r.oauth2(n, get, name)
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

// grants maps Postman's grants without a person to a suite's names.
var grants = map[string]string{"client_credentials": "client_credentials", "password_credentials": "password"}

// resource is the parameter that names the API a token is for (RFC 8707).
const resource = "resource"

// oauth2 returns the credentials for a token that the suite gets itself; if a person must sign in,
// for one from the environment.
func (r *reader) oauth2(n *jsontree.Node, get func(string) string, name string) importer.Map {
	grant, known := grants[get("grant_type")]
	address := get("accessTokenUrl")
	if !known || address == "" {
		token := get("accessToken")
		if token == "" {
			token = r.SecretFor("token")
		}
		why := "without the address of an authorization server"
		if address != "" || get("grant_type") != "" {
			why = "by the grant " + orElse(get("grant_type"), "authorization_code")
		}
		r.Drop(n.At(), "put a token into the environment, or write auth: {oauth2: …} with a refresh token", "%s: OAuth 2 %s is carried over as a bearer token; no token is asked for", name, why)
		return importer.MapOf("bearer", r.Secret("token", token))
	}
	secret := func(what, key string) string {
		if text := get(key); text != "" {
			return r.Secret(what, text)
		}
		return r.SecretFor(what)
	}
	m := importer.Map{{Key: "token_url", Value: address}, {Key: "client", Value: orElse(get("clientId"), "postman")}}
	if grant == "client_credentials" || get("clientSecret") != "" {
		m.Set("secret", secret("client secret", "clientSecret"))
	}
	if grant == "password" {
		m.Set("grant", grant)
		m.Set("user", orElse(get("username"), "user"))
		m.Set("password", secret("password", "password"))
	}
	if get("client_authentication") == "body" {
		m.Set("client_auth", "body")
	}
	for _, key := range []string{"scope", "audience"} {
		if text := get(key); text != "" {
			m.Set(key, text)
		}
	}
	var params importer.Map
	if text := get(resource); text != "" {
		params.Set(resource, text)
	}
	r.tokenParams(n.Get("oauth2"), &params, name)
	if len(params) > 0 {
		m.Set("params", params)
	}
	if to := get("addTokenTo"); to == "queryParams" {
		r.Drop(n.At(), "write query: {access_token: …} with a capture of a probe that gets the token", "%s: the token goes into the Authorization header, not into the address", name)
	}
	if prefix := get("headerPrefix"); prefix != "" && prefix != "Bearer" {
		r.Drop(n.At(), "write headers: {Authorization: …} with a capture of a probe that gets the token", "%s: the token is sent as Bearer, not as %s", name, prefix)
	}
	return importer.MapOf("oauth2", m)
}

// tokenParams adds the further parameters of a token request. It lists those that are sent
// elsewhere than in the form, and those of requests that the suite does not make.
func (r *reader) tokenParams(auth *jsontree.Node, to *importer.Map, name string) {
	for _, one := range of(auth, "tokenRequestParams").All() {
		key, place := one.Get("key").Text(), one.Get("send_as").Text()
		switch {
		case key == "" || off(one):
		case place != "" && place != "request_body":
			r.Drop(one.At(), "write params: where the server takes it from the form too", "%s: the parameter %s of the token request (%s) is left out: they are sent in the form", name, key, place)
		case names.Credential(key):
			to.Set(key, r.Secret(key, r.text(one.Get("value").Text(), one.At())))
		default:
			to.Set(key, r.text(one.Get("value").Text(), one.At()))
		}
	}
	for _, list := range []string{"refreshRequestParams", "authRequestParams"} {
		for _, one := range of(auth, list).All() {
			if key := one.Get("key").Text(); key != "" && !off(one) {
				r.Drop(one.At(), "leave it out, or add it to params: where the token request takes it too", "%s: the parameter %s of %s is left out", name, key, list)
			}
		}
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

// member returns a member of credentials: of a list of keys and values (2.1), or of an object
// (2.0).
func (r *reader) member(n *jsontree.Node, key string) string {
	if value := of(n, key); value != nil {
		return r.text(value.Text(), value.At())
	}
	return ""
}

// of returns the node of a member of credentials, nil if it is absent.
func of(n *jsontree.Node, key string) *jsontree.Node {
	if n != nil && n.Object {
		return n.Get(key)
	}
	for _, one := range n.All() {
		if one.Get("key").Text() == key {
			return one.Get("value")
		}
	}
	return nil
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
