package plan

import (
	"net/url"
	"strings"

	"assay/runner/internal/suite"
)

// address returns the URL of r: its own, or its path joined to the target, with the query appended.
func (b *builder) address(r *suite.Request) string {
	at := r.URL
	if at == "" {
		at = suite.JoinURL(b.suite.Target, r.Path)
	}
	return b.withQuery(b.fill.text(at), r.Query)
}

// declaredAddress returns the address by the document alone; "" if it is the same as address.
func (b *builder) declaredAddress(r *suite.Request) string {
	if r.DeclaredURL == "" {
		return ""
	}
	return b.withQuery(b.fill.text(r.DeclaredURL), r.Query)
}

// withQuery appends the parameters in document order, encoded around references, before a fragment.
func (b *builder) withQuery(at string, query []suite.Param) string {
	if len(query) == 0 {
		return at
	}
	fragment := ""
	if i := fragmentAt(at); i >= 0 {
		at, fragment = at[:i], at[i:]
	}
	encoded := b.pairs(query)
	switch {
	case encoded == "":
	case !strings.Contains(at, "?"):
		at += "?" + encoded
	case strings.HasSuffix(at, "?") || strings.HasSuffix(at, "&"):
		at += encoded
	default:
		at += "&" + encoded
	}
	return at + fragment
}

// fragmentAt returns the index of the "#" of a fragment, or -1.
func fragmentAt(at string) int { return strings.IndexByte(at, '#') }

// pairs encodes parameters as application/x-www-form-urlencoded, in document order.
func (b *builder) pairs(params []suite.Param) string {
	var out strings.Builder
	for i := range params {
		if params[i].Removed {
			continue
		}
		name := b.fill.encoded(params[i].Name, url.QueryEscape)
		for _, v := range params[i].Values {
			if out.Len() > 0 {
				out.WriteByte('&')
			}
			out.WriteString(name)
			out.WriteByte('=')
			out.WriteString(b.fill.encoded(v, url.QueryEscape))
		}
	}
	return out.String()
}
