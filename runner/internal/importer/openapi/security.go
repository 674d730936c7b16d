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
		if scheme := r.doc.at("components").at("securitySchemes").at(way.name()); scheme.there() {
			r.credentials(to, op, way.name(), scheme)
		}
	}
}

func (r *reader) credentials(to *importer.Request, op operation, name string, scheme part) {
	kind, word, in := scheme.at("type").text(), scheme.at("scheme").text(), scheme.at("in").text()
	key := scheme.at("name").text()
	secret := r.SecretFor
	switch {
	case kind == "http" && (strings.EqualFold(word, "basic") || strings.EqualFold(word, "digest")):
		to.Auth = importer.MapOf(strings.ToLower(word), importer.List{secret("user"), secret("password")})
	case kind == "http" && strings.EqualFold(word, "bearer"), kind == "oauth2", kind == "openIdConnect":
		to.Auth = importer.MapOf("bearer", secret("token"))
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
