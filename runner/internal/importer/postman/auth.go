package postman

import (
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"cmp"
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
		r.APIKey(&p.Request, cmp.Or(get("key"), "X-API-Key"), get("value"), get("in") == "query")
	case "awsv4":
		p.Auth = r.AWS(get("region"), get("service"), get("accessKey"), get("secretKey"), get("sessionToken"))
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
	return r.OAuth2(importer.OAuth2{
		At: n.At(), Of: name + ": ", Grant: grants[get("grant_type")], Asked: get("grant_type"), Get: get, URL: "accessTokenUrl",
		Client: "clientId", Secret: "clientSecret", User: "username", Password: "password", Scope: "scope", Audience: "audience", Prefix: "headerPrefix",
		DefaultClient: "postman", InBody: get("client_authentication") == "body", InQuery: get("addTokenTo") == "queryParams", Token: get("accessToken"),
		Params: func() importer.Map {
			var params importer.Map
			if text := get(resource); text != "" {
				params.Set(resource, text)
			}
			r.tokenParams(n.Get("oauth2"), &params, name)
			return params
		},
	})
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
		default:
			r.Param(to, key, r.text(one.Get("value").Text(), one.At()))
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
