package bruno

import (
	"strings"

	"assay/runner/internal/importer"
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
		if key := get("key"); key != "" {
			r.APIKey(&p.Request, key, get("value"), strings.HasPrefix(get("placement"), "query"))
		}
	case "awsv4":
		p.Auth = r.AWS(get("region"), get("service"), get("accessKeyId"), get("secretAccessKey"), get("sessionToken"))
	case "oauth2":
		p.Auth = r.oauth2(p, b, get)
	default:
		r.Drop(p.At, "write auth: with basic, bearer, digest or aws_sigv4, or headers:", "the credentials of the kind %s are left out", mode)
	}
}

// grants maps the grants for which no person signs in, of Bruno and OpenCollection, to a suite's
// names.
var grants = map[string]string{"client_credentials": "client_credentials", "password": "password", "resource_owner_password_credentials": "password"}

// oauth2 returns the credentials for a token that the suite gets itself; where a person must sign
// in, for one from the environment.
func (r *reader) oauth2(p *importer.Probe, b *block, get func(string) string) importer.Map {
	at := p.At
	if b != nil {
		at = b.at
	}
	return r.OAuth2(importer.OAuth2{
		At: at, Grant: grants[get("grant_type")], Asked: get("grant_type"), Get: get, URL: "access_token_url",
		Client: "client_id", Secret: "client_secret", User: "username", Password: "password", Scope: "scope", Prefix: "token_header_prefix",
		DefaultClient: "bruno", InBody: get("credentials_placement") != "basic_auth_header", InQuery: get("token_placement") == "url", Params: r.tokenParams,
	})
}

// tokenParams returns the further parameters of the token request, and lists those that are sent
// elsewhere than in its form.
func (r *reader) tokenParams() importer.Map {
	const prefix = "auth:oauth2:additional_params:"
	var params importer.Map
	for _, s := range r.scopes {
		for i := range s.blocks {
			b := &s.blocks[i]
			place, ok := strings.CutPrefix(b.name, prefix)
			for _, one := range b.on() {
				switch {
				case !ok:
				case place == "access_token_req:body":
					r.Param(&params, one.key, r.text(one.value, one.at))
				default:
					r.Drop(one.at, "write params: where the server takes it from the form too", "the parameter %s of the token request (%s) is left out", one.key, place)
				}
			}
		}
	}
	return params
}
