package openapi

import (
	"strings"

	"assay/runner/internal/importer"
)

// security gives a request the credentials of the first way that the document
// allows.
func (r *reader) security(to *importer.Request, op operation) {
	ways := op.at("security")
	if !ways.there() {
		ways = r.doc.at("security")
	}
	if len(ways.items()) == 0 {
		return
	}
	for _, way := range ways.items()[0].sorted() {
		scheme := r.doc.at("components").at("securitySchemes").at(way.name())
		if !scheme.there() {
			r.Drop(op.place, "write auth: or headers:", "%s %s: the security scheme %s is left out: the document does not have it", op.method, op.path, way.name())
			continue
		}
		r.credentials(to, op, way.name(), scheme)
	}
}

func (r *reader) credentials(to *importer.Request, op operation, name string, scheme part) {
	kind, word, in := scheme.at("type").text(), scheme.at("scheme").text(), scheme.at("in").text()
	key := scheme.at("name").text()
	secret := r.SecretFor
	switch {
	case kind == "http" && (strings.EqualFold(word, "basic") || strings.EqualFold(word, "digest")):
		to.Auth = importer.MapOf(strings.ToLower(word), importer.List{secret("user"), secret("password")})
	case kind == "oauth2":
		to.Auth = r.oauth2(op, name, scheme)
	case kind == "http" && strings.EqualFold(word, "bearer"), kind == "openIdConnect":
		to.Auth = importer.MapOf("bearer", secret(r.token(name)))
	case kind == "apiKey" && in == "header":
		to.Headers.Set(key, secret(key))
	case kind == "apiKey" && in == "query":
		to.Query.Set(key, secret(key))
	case kind == "apiKey" && in == "cookie":
		to.Cookies.Set(key, secret(key))
	default:
		r.Drop(op.place, "write auth:, headers: or tls:", "%s %s: the security scheme %s (%s) is left out", op.method, op.path, name, strings.TrimSpace(kind+" "+word))
	}
}

// oauth2 returns the credentials for a token of the first flow without a person (OpenAPI 3.1,
// section 4.8.29); for other flows, one from the environment.
func (r *reader) oauth2(op operation, name string, scheme part) importer.Map {
	flows := scheme.at("flows")
	for _, flow := range []string{"clientCredentials", "password"} {
		address := flows.at(flow).at("tokenUrl").text()
		if address == "" {
			continue
		}
		if !strings.Contains(address, "://") { // relative to the server
			address = "/" + strings.TrimLeft(address, "./")
		}
		m := importer.Map{{Key: "token_url", Value: importer.Literal(address)}}
		if flow == "password" {
			m.Set("grant", "password")
			m.Set("user", r.SecretFor("user"))
			m.Set("password", r.SecretFor("password"))
		} else {
			m.Set("client", r.SecretFor("client id"))
			m.Set("secret", r.SecretFor("client secret"))
		}
		if scopes := r.scopes(op, name); len(scopes) > 0 {
			m.Set("scope", scopes)
		}
		return importer.MapOf("oauth2", m)
	}
	scopes := r.scopes(op, name)
	if told := name + " " + inJSON(scopes); !r.toldFlows[told] {
		r.toldFlows[told] = true
		var kinds []string
		for _, flow := range flows.entries() {
			kinds = append(kinds, flow.name())
		}
		needs := ""
		if len(scopes) > 0 {
			needs = ", and needs the scopes " + strings.Trim(inJSON(scopes), "[]")
		}
		r.Drop(op.place, "put a token into the environment, or write auth: {oauth2: …} with a refresh token", "%s %s: a person signs in for the security scheme %s (%s); its token is read from the environment%s", op.method, op.path, name, strings.Join(kinds, ", "), needs)
	}
	return importer.MapOf("bearer", r.SecretFor(r.token(name)))
}

// scopes returns the scopes that an operation requires of a scheme.
func (r *reader) scopes(op operation, name string) importer.List {
	ways := op.at("security")
	if !ways.there() {
		ways = r.doc.at("security")
	}
	var out importer.List
	for _, scope := range ways.items()[0].at(name).items() {
		out = append(out, importer.Literal(scope.text()))
	}
	return out
}

// token returns the purpose of a scheme's token: several schemes with one have a token each.
func (r *reader) token(scheme string) string {
	if r.tokens == 0 {
		for _, s := range r.doc.at("components").at("securitySchemes").entries() {
			kind := s.followed()
			if t := kind.at("type").text(); t == "oauth2" || t == "openIdConnect" || t == "http" && strings.EqualFold(kind.at("scheme").text(), "bearer") {
				r.tokens++
			}
		}
	}
	if r.tokens > 1 {
		return scheme + " token"
	}
	return "token"
}
