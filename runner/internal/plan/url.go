package plan

import (
	"net/url"
	"strings"

	"assay/runner/internal/suite"
)

// address is where r is sent: its own URL, or its path joined to the target, with
// the query appended.
func (b *builder) address(r *suite.Request) string {
	at := r.URL
	if at == "" {
		at = suite.JoinURL(b.suite.Target, r.Path)
	}
	return b.withQuery(b.fill.text(at), r.Query)
}

// declaredAddress is address as the document alone has it, "" when nothing from
// outside moved it.
func (b *builder) declaredAddress(r *suite.Request) string {
	if r.DeclaredURL == "" {
		return ""
	}
	return b.withQuery(b.fill.text(r.DeclaredURL), r.Query)
}

// withQuery appends the parameters in the order written, encoded around
// references, in front of a fragment.
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

// fragmentAt is where a fragment starts, -1 without one.
func fragmentAt(at string) int { return strings.IndexByte(at, '#') }

// pairs is parameters as application/x-www-form-urlencoded, in the order
// written.
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
