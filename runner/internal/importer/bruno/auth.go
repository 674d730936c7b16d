package bruno

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
)

// credentials sets the credentials of a probe: its own, its folder's or its collection's.
func (r *reader) credentials(p *importer.Probe, mode string) {
	of := len(r.scopes) - 1
	for ; mode == "inherit" && of > 0; of-- {
		if outer := r.scopes[of-1].blocks.get("auth", "mode"); outer != "" {
			mode = outer
		}
	}
	b := r.scopes[of].blocks.block("auth:" + mode)
	get := func(key string) string {
		if b == nil {
			return ""
		}
		return r.text(b.get(key), b.at)
	}
	switch mode {
	case "", "none", "inherit":
	case "basic", "digest":
		r.Basic(&p.Request, mode, get("username"), get("password"))
	case "bearer":
		p.Auth = importer.MapOf("bearer", r.Secret("token", get("token")))
	case "apikey":
		r.key(p, get("key"), get("value"), get("placement"))
	case "awsv4":
		m := importer.Map{
			{Key: "region", Value: orElse(get("region"), "us-east-1")}, {Key: "service", Value: orElse(get("service"), "execute-api")},
			{Key: "key", Value: r.Secret("aws access key", get("accessKeyId"))}, {Key: "secret", Value: r.Secret("aws secret", get("secretAccessKey"))},
		}
		if session := get("sessionToken"); session != "" {
			m.Set("session", r.Secret("aws session", session))
		}
		p.Auth = importer.MapOf("aws_sigv4", m)
	case "oauth2":
		r.oauth2(p, b, get)
	default:
		r.Drop(p.At, "write auth: with basic, bearer, digest or aws_sigv4, or headers:", "the credentials of the kind %s are left out", mode)
	}
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (r *reader) key(p *importer.Probe, key, value, placement string) {
	if key == "" {
		return
	}
	value = r.Secret(key, value)
	if strings.HasPrefix(placement, "query") {
		p.Query.Set(key, value)
		return
	}
	p.Headers.Set(key, value)
}

// oauth2 returns the credentials for a token that the suite gets itself; where a person must sign
// in, for one from the environment.
func (r *reader) oauth2(p *importer.Probe, b *block, get func(string) string) {
	grant, address := get("grant_type"), get("access_token_url")
	if grant != "client_credentials" && grant != "password" || address == "" {
		r.Drop(p.At, "put a token into the environment, or write auth: {oauth2: …} with a refresh token", "OAuth 2 by the grant %s is carried over as a bearer token; no token is asked for", orElse(grant, "authorization_code"))
		p.Auth = importer.MapOf("bearer", r.SecretFor("token"))
		return
	}
	secret := func(what, key string) string {
		if text := get(key); text != "" {
			return r.Secret(what, text)
		}
		return r.SecretFor(what)
	}
	m := importer.Map{{Key: "token_url", Value: address}, {Key: "client", Value: orElse(get("client_id"), "bruno")}}
	if grant == "client_credentials" || get("client_secret") != "" {
		m.Set("secret", secret("client secret", "client_secret"))
	}
	if grant == "password" {
		m.Set("grant", grant)
		m.Set("user", orElse(get("username"), "user"))
		m.Set("password", secret("password", "password"))
	}
	if get("credentials_placement") != "basic_auth_header" {
		m.Set("client_auth", "body")
	}
	if scope := get("scope"); scope != "" {
		m.Set("scope", scope)
	}
	r.tokenParams(&m)
	if get("token_placement") == "url" {
		r.Drop(b.at, "write query: with a capture of a probe that gets the token", "the token goes into the Authorization header, not into the address")
	}
	if prefix := get("token_header_prefix"); prefix != "" && prefix != "Bearer" {
		r.Drop(b.at, "write headers: {Authorization: …} with a capture of a probe that gets the token", "the token is sent as Bearer, not as %s", prefix)
	}
	p.Auth = importer.MapOf("oauth2", m)
}

// tokenParams adds the further parameters of the token request, and lists those that are sent
// elsewhere than in its form.
func (r *reader) tokenParams(m *importer.Map) {
	const prefix = "auth:oauth2:additional_params:"
	var params importer.Map
	for _, s := range r.scopes {
		for i := range s.blocks {
			b := &s.blocks[i]
			place, ok := strings.CutPrefix(b.name, prefix)
			for _, one := range b.on() {
				switch {
				case !ok:
				case place == "access_token_req:body" && names.Credential(one.key):
					params.Set(one.key, r.Secret(one.key, r.text(one.value, one.at)))
				case place == "access_token_req:body":
					params.Set(one.key, r.text(one.value, one.at))
				default:
					r.Drop(one.at, "write params: where the server takes it from the form too", "the parameter %s of the token request (%s) is left out", one.key, place)
				}
			}
		}
	}
	if len(params) > 0 {
		m.Set("params", params)
	}
}
