package suite

import (
	"net/url"
	"strings"

	origins "assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// checkDraft checks the requests of p and its rows.
func (l *loading) checkDraft(p *draft) {
	shared := len(p.drafts) == 0
	for i := range p.Rows {
		if r := p.Rows[i].Request; r != nil {
			l.checkRequest(r, &referrer{p, i})
		} else {
			shared = true
		}
		l.checkRowVars(p, i)
	}
	if shared {
		l.checkRequest(p.Request, &referrer{p, wholeProbe})
	}
}

// checkRowVars checks the references inside a row's own values.
func (l *loading) checkRowVars(p *draft, i int) {
	for _, v := range p.Rows[i].Vars {
		if s, ok := v.(string); ok && subst.Has(s) {
			at := func(string) source.Pos { return p.Rows[i].At }
			l.checkNames(s, &referrer{p, i}, at)
		}
	}
}

// checkRequest checks a finished request.
func (l *loading) checkRequest(r *Request, who *referrer) {
	switch {
	case r.Path != "":
		l.checkPath(r)
	case r.URL != "":
		l.checkURL(r.At, "url", r.URL)
	case r.At == who.place() && isMap(who.node) && !who.doc.mayHoldAddress(who.node):
		l.problems.Add(r.At, "%s has neither a path nor a url", who).Next = "add path: to send it to the target, or url: with an absolute URL"
	}
	l.checkProxy(r)
	l.checkFiles(r)
	at := func(name string) source.Pos { return l.locate(who, name, r.At) }
	r.texts(func(s string) {
		if subst.Has(s) {
			l.checkNames(s, who, at)
		}
	})
}

func (l *loading) checkPath(r *Request) {
	if strings.HasPrefix(r.Path, "http://") || strings.HasPrefix(r.Path, "https://") {
		l.problems.Add(r.At, "path: %q is a whole URL", address(r.Path)).Next = "write it under url:"
		return
	}
	if l.suite.Target == "" && !l.noTarget {
		l.noTarget = true
		l.problems.Add(r.At, "path: there is no target to join it to").Next = "add target: https://… at the top, pass --target, or write url:"
	}
	l.checkControl(r.At, "path", r.Path)
}

// checkURL checks an absolute URL as far as it is known.
func (l *loading) checkURL(at source.Pos, key, u string) {
	if strings.HasPrefix(u, "${") || !l.checkControl(at, key, u) {
		return
	}
	if !hasScheme(u, "http://") && !hasScheme(u, "https://") {
		p := l.problems.Add(at, "%s: expected an absolute http or https URL, got %q", key, address(u))
		switch meant := origins.Meant(u); {
		case meant != "":
			p.Next = "write " + address(meant)
		case hasScheme(u, "ws://"), hasScheme(u, "wss://"):
			_, rest, _ := strings.Cut(u, ":")
			p.Next = "write " + address(map[bool]string{true: "https:", false: "http:"}[hasScheme(u, "wss://")]+rest) + "; " + webSockets
		case key == "url" && !strings.Contains(u, ":"):
			p.Next = "write it under path: to join it to the target"
		default:
			p.Next = "write it as in https://api.example/v1"
		}
		return
	}
	if subst.Has(u) {
		return
	}
	if parsed, err := url.Parse(u); err != nil || parsed.Host == "" {
		l.problems.Add(at, "%s: %q is no URL", key, address(u)).Next = "write it as in https://api.example/v1"
	}
}

func hasScheme(u, scheme string) bool {
	return len(u) > len(scheme) && strings.EqualFold(u[:len(scheme)], scheme)
}

func (l *loading) checkControl(at source.Pos, key, s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			l.problems.Add(at, "%s: %q has a line break or another control character", key, address(s)).Next = `quote it, or write it with ">-"`
			return false
		}
	}
	return true
}

// checkFiles checks the files that are sent.
func (l *loading) checkFiles(r *Request) {
	if r.Body == nil {
		return
	}
	if r.Body.Kind == "file" {
		l.mustExist(r.Body.At, "file", r.Body.Text)
	}
	for _, p := range r.Body.Parts {
		l.mustExist(p.At, "multipart", p.File)
	}
}

// texts visits every text of a request that may hold references.
func (r *Request) texts(visit func(string)) {
	for _, s := range [...]string{r.Method, r.Path, r.URL, r.Jar, r.Proxy, r.Unix} {
		visit(s)
	}
	for _, ps := range [...][]Param{r.Query, r.Headers, r.Cookies} {
		paramTexts(ps, visit)
	}
	for from, to := range r.ConnectTo {
		visit(from)
		visit(to)
	}
	if b := r.Body; b != nil {
		visit(b.Text)
		paramTexts(b.Form, visit)
		for _, p := range b.Parts {
			for _, s := range [...]string{p.Name, p.Value, p.File, p.Type, p.Filename} {
				visit(s)
			}
		}
	}
	if a := r.Auth; a != nil {
		for _, s := range [...]string{a.User, a.Password, a.Token, a.Region, a.Service, a.Key, a.Secret, a.Session} {
			visit(s)
		}
	}
	if t := r.TLS; t != nil {
		for _, s := range [...]string{t.CA, t.Cert, t.Key, t.ServerName} {
			visit(s)
		}
	}
}

func paramTexts(ps []Param, visit func(string)) {
	for i := range ps {
		visit(ps[i].Name)
		for _, v := range ps[i].Values {
			visit(v)
		}
	}
}
