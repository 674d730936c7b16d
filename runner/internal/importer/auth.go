package importer

import (
	"cmp"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
)

// APIKey sends a key in the header of that name, or in the query.
func (d *Draft) APIKey(p *Request, name, value string, inQuery bool) {
	value = d.Secret(name, value)
	if inQuery {
		p.Query.Set(name, value)
		return
	}
	p.Headers.Set(name, value)
}

// AWS returns credentials that sign a request (AWS Signature Version 4). The region and the service
// may be "", the session too.
func (d *Draft) AWS(region, service, key, secret, session string) Map {
	m := Map{
		{Key: "region", Value: cmp.Or(region, "us-east-1")}, {Key: "service", Value: cmp.Or(service, "execute-api")},
		{Key: "key", Value: d.Secret("aws access key", key)}, {Key: "secret", Value: d.Secret("aws secret", secret)},
	}
	if session != "" {
		m.Set("session", d.Secret("aws session", session))
	}
	return MapOf("aws_sigv4", m)
}

// OAuth2 is what a tool keeps of a request for a token (OAuth 2.0, RFC 6749).
type OAuth2 struct {
	At    source.Pos
	Of    string // "NAME: ", what starts a message about it; may be ""
	Grant string // as a suite names it; "" one for which a person signs in
	Asked string // the grant as the tool names it
	// Get returns the text of a key, "" if there is none.
	Get func(key string) string
	// These are the tool's names of keys.
	URL, Client, Secret, User, Password, Scope, Audience, Prefix string

	DefaultClient string
	InBody        bool // the client's secret is sent in the form
	InQuery       bool // the token is sent in the query
	Token         string
	// Params returns further parameters of the form.
	Params func() Map
}

// OAuth2 returns the credentials for a token that the suite requests itself; if a person must sign
// in, for one from the environment.
func (d *Draft) OAuth2(o OAuth2) Map {
	url := o.Get(o.URL)
	if o.Grant == "" || url == "" {
		why := "without the address of an authorization server"
		if url != "" || o.Asked != "" {
			why = "by the grant " + cmp.Or(o.Asked, "authorization_code")
		}
		token := o.Token
		if token == "" {
			token = d.SecretFor("token")
		}
		d.Drop(o.At, "put a token into the environment, or write auth: {oauth2: …} with a refresh token", "%sOAuth 2 %s is carried over as a bearer token; no token is asked for", o.Of, why)
		return MapOf("bearer", d.Secret("token", token))
	}
	m := Map{{Key: "token_url", Value: url}, {Key: "client", Value: cmp.Or(o.Get(o.Client), o.DefaultClient)}}
	if o.Grant == "client_credentials" || o.Get(o.Secret) != "" {
		m.Set("secret", d.secretOr("client secret", o.Get(o.Secret)))
	}
	if o.Grant == "password" {
		m.Set("grant", o.Grant)
		m.Set("user", cmp.Or(o.Get(o.User), "user"))
		m.Set("password", d.secretOr("password", o.Get(o.Password)))
	}
	if o.InBody {
		m.Set("client_auth", "body")
	}
	if scope := o.Get(o.Scope); scope != "" {
		m.Set("scope", scope)
	}
	if audience := o.Get(o.Audience); audience != "" {
		m.Set("audience", audience)
	}
	if params := o.Params(); len(params) > 0 {
		m.Set("params", params)
	}
	if o.InQuery {
		d.Drop(o.At, "write query: {access_token: …} with a capture of a probe that gets the token", "%sthe token goes into the Authorization header, not into the address", o.Of)
	}
	if prefix := o.Get(o.Prefix); prefix != "" && prefix != "Bearer" {
		d.Drop(o.At, "write headers: {Authorization: …} with a capture of a probe that gets the token", "%sthe token is sent as Bearer, not as %s", o.Of, prefix)
	}
	return MapOf("oauth2", m)
}

// secretOr declares a secret with that value, or without one if the tool does not keep it.
func (d *Draft) secretOr(what, text string) string {
	if text == "" {
		return d.SecretFor(what)
	}
	return d.Secret(what, text)
}

// Param adds a parameter; its value becomes a secret if its name is that of a credential.
func (d *Draft) Param(to *Map, key, value string) {
	if names.Credential(key) {
		value = d.Secret(key, value)
	}
	to.Set(key, value)
}
