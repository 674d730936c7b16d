package openapi

import (
	"sort"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"assay/runner/internal/importer"
)

// security gives a request the credentials of the first way that the document
// allows.
func (r *reader) security(to *importer.Request, op operation) {
	ways := r.doc.Security
	if op.Security != nil {
		ways = *op.Security
	}
	if len(ways) == 0 {
		return
	}
	var names []string
	for name := range ways[0] {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if scheme := r.scheme(name); scheme != nil {
			r.credentials(to, op, name, scheme)
		}
	}
}

func (r *reader) scheme(name string) *openapi3.SecurityScheme {
	if r.doc.Components == nil {
		return nil
	}
	if ref := r.doc.Components.SecuritySchemes[name]; ref != nil {
		return ref.Value
	}
	return nil
}

func (r *reader) credentials(to *importer.Request, op operation, name string, s *openapi3.SecurityScheme) {
	secret := r.SecretFor
	switch {
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"), s.Type == "http" && strings.EqualFold(s.Scheme, "digest"):
		to.Auth = importer.MapOf(strings.ToLower(s.Scheme), importer.List{secret("user"), secret("password")})
	case s.Type == "http" && strings.EqualFold(s.Scheme, "bearer"), s.Type == "oauth2", s.Type == "openIdConnect":
		to.Auth = importer.MapOf("bearer", secret("token"))
	case s.Type == "apiKey" && s.In == "header":
		to.Headers.Set(s.Name, secret(s.Name))
	case s.Type == "apiKey" && s.In == "query":
		to.Query.Set(s.Name, secret(s.Name))
	case s.Type == "apiKey" && s.In == "cookie":
		to.Cookies.Set(s.Name, secret(s.Name))
	default:
		r.Drop(op.at, "write auth:, headers: or tls:", "%s %s: the security scheme %s (%s) is left out", op.method, op.path, name, strings.TrimSpace(s.Type+" "+s.Scheme))
	}
}
