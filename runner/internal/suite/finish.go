package suite

import (
	"strings"

	"assay/runner/internal/subst"
)

// JoinURL returns the URL of a path under a base URL: one slash between the two, the target's own
// path kept ("https://h/v1/" and "/users" are "https://h/v1/users"). A query or a fragment alone is
// added as it is.
func JoinURL(target, path string) string {
	if path == "" || path[0] == '?' || path[0] == '#' {
		return target + path
	}
	return strings.TrimRight(target, "/") + "/" + strings.TrimLeft(path, "/")
}

// finishProbes merges the defaults into every probe and row, fills vars in and checks the result.
func (l *loading) finishProbes() {
	plain := l.defaults.At.IsZero()
	for _, p := range l.probes {
		p.complete(l)
		merged := &p.layer
		if pack := p.doc.pack; pack != nil {
			merged = merged.over(&pack.defaults)
		}
		if !plain {
			merged = merged.over(&l.defaults)
		}
		merged.At = p.At
		l.finishRows(p, merged)
		l.checkAfter(p)
		l.checkWait(p)
	}
	l.finishTokens()
	for _, p := range l.probes {
		l.checkDraft(p)
	}
}

func (l *loading) finishRows(p *draft, merged *layer) {
	f := p.filler(l)
	if len(p.drafts) == 0 {
		p.Request = f.finish(merged)
		return
	}
	whole := merged.own()
	p.Request = f.finish(&whole)
	p.Rows = make([]Row, len(p.drafts))
	for i := range p.drafts {
		r := &p.drafts[i]
		p.Rows[i] = Row{Name: r.name, Vars: r.vars, At: r.at}
		over := merged
		if r.overlay {
			over = r.layer.over(merged)
		}
		if r.overlay || strings.HasPrefix(over.Path, "${") || over.Auth.perRow(p) {
			f.row = r
			p.Rows[i].Request = f.finish(r.started(over))
		}
	}
}

// started returns a copy of l with the row's variable at the start of its path filled in: the value
// may start with a slash, which matters when the path is joined to the target.
func (r *rowDraft) started(l *layer) *layer {
	out := l.own()
	stop := strings.IndexByte(l.Path, '}')
	if !strings.HasPrefix(l.Path, "${") || stop < 0 {
		return &out
	}
	if v, ok := r.vars[l.Path[len("${"):stop]]; ok {
		out.Path = subst.Text(v) + l.Path[stop+1:]
	}
	return &out
}

// filler fills the suite's values into the requests of one probe.
type filler struct {
	l             *loading
	of            *draft
	row           *rowDraft // nil: of the probe, or of all of its rows
	now, declared subst.Lookup
}

// filler returns a filler that leaves names of p's row variables to the plan.
func (p *draft) filler(l *loading) filler {
	if len(p.rowVars) == 0 {
		if l.now == nil {
			l.now, l.asDeclared = l.varValue, l.declaredValue
		}
		return filler{l, p, nil, l.now, l.asDeclared}
	}
	shadowed := func(lookup subst.Lookup) subst.Lookup {
		return func(name string) (any, bool) {
			if p.rowVars[name] > 0 {
				return nil, false
			}
			return lookup(name)
		}
	}
	return filler{l, p, nil, shadowed(l.varValue), shadowed(l.declaredValue)}
}

// finish returns a merged request with vars filled in: the one that it has, changed.
func (f filler) finish(merged *layer) *Request {
	f.l.uses.of(merged, f.of)
	r := merged.Request
	path, url := r.Path, r.URL // as declared
	r.At = merged.place()
	for _, s := range []*string{&r.Method, &r.Path, &r.URL, &r.Jar, &r.Proxy, &r.Unix} {
		*s = subst.Expand(*s, f.now)
	}
	r.Query = fillParams(kept(r.Query), f.now)
	r.Cookies = fillParams(kept(r.Cookies), f.now)
	r.Headers = fillParams(r.Headers, f.now)
	r.ConnectTo = fillConnect(r.ConnectTo, f.now)
	r.Body = merged.body.filled(f.now)
	r.TLS = merged.tls.filled(f.now)
	if merged.tls.halfCertificate() {
		f.l.problems.Add(r.At, "tls: a client's certificate needs both cert and key").Next = "add the one that is missing"
	}
	f.auth(r)
	if r.Method == "" {
		r.Method = "GET"
		if r.Body != nil {
			r.Method = "POST"
		}
	}
	if f.l.moved {
		r.DeclaredURL = f.declaredURL(r, path, url)
	}
	return r
}

// auth fills the credentials in; a custom header becomes a header.
func (f filler) auth(r *Request) {
	if r.Auth == nil {
		return
	}
	if r.Auth.OAuth2 != nil {
		r.Auth = f.bearer(r.Auth)
		return
	}
	a := *r.Auth
	for _, s := range []*string{&a.User, &a.Password, &a.Token, &a.Region, &a.Service, &a.Key, &a.Secret, &a.Session} {
		*s = subst.Expand(*s, f.now)
	}
	if r.Auth = &a; a.Scheme == headerScheme {
		r.Auth = nil
		own := []Param{{Name: a.User, Values: []string{a.Token}, At: a.At}}
		r.Headers = mergeParams(own, r.Headers, strings.EqualFold)
	}
}

// declaredURL returns the URL by the document alone, which declares a path or a URL; "" if it is
// the same.
func (f filler) declaredURL(r *Request, path, url string) string {
	here, there := r.URL, subst.Expand(url, f.declared)
	if url == "" {
		here = JoinURL(f.l.suite.Target, r.Path)
		there = JoinURL(f.l.suite.DeclaredTarget, subst.Expand(path, f.declared))
	}
	if here == there {
		return ""
	}
	return there
}
