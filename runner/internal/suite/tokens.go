package suite

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/subst"
)

// tokens holds the probes that fetch OAuth 2.0 tokens, one for each distinct declaration of auth:
// {oauth2: …}; the document does not declare them itself. So a token request is sent, counted,
// masked and recorded like any other, and its token is a capture.
type tokens struct {
	list []*draft
	of   map[string]*draft // by their parameters
}

// perRow reports whether each row needs its own token: a refers to row variables.
func (a *Auth) perRow(p *draft) bool {
	if a == nil || a.OAuth2 == nil || len(p.rowVars) == 0 {
		return false
	}
	found := false
	for _, text := range a.OAuth2.asked() {
		subst.Each(text, func(name string) { found = found || p.rowVars[name] > 0 })
	}
	return found
}

// asked returns all fields of o, as texts.
func (o *OAuth2) asked() []string {
	out := []string{o.Grant, o.ClientAuth}
	for _, s := range o.texts() {
		out = append(out, *s)
	}
	paramTexts(o.Params, func(s string) { out = append(out, s) })
	return out
}

// bearer returns the bearer auth that replaces oauth2 in a finished request, with the token of
// another probe's response. It is nil in the request of the probe that fetches the token, after an
// error, and in a request of which only the rows have tokens.
func (f filler) bearer(a *Auth) *Auth {
	o, from := a.OAuth2, ""
	switch {
	case o.Probe.ID != "":
		from = f.tokenGiver(o.Probe)
	case f.row != nil:
		from = f.tokenProbe(o.with(func(name string) (any, bool) { v, ok := f.row.vars[name]; return v, ok }))
	case !a.perRow(f.of):
		from = f.tokenProbe(o)
	}
	if from == "" {
		return nil
	}
	return &Auth{Scheme: "bearer", Token: "${" + from + "." + TokenCapture + "}", At: a.At}
}

// tokenGiver returns the id of the declared probe whose response has the token, and adds the
// capture to it; "" after an error, and for that probe itself.
func (f filler) tokenGiver(r Ref) string {
	if !f.l.checkProbe(r, "oauth2.probe") {
		return ""
	}
	id, row, _ := cutRow(r.ID)
	p := f.l.probe(id)
	if p == nil || isGlob(row) {
		f.l.problems.Add(r.At, "oauth2.probe: expected one probe, got the glob %q", cut(r.ID)).Next = "write its id"
		return ""
	}
	if p == f.of {
		return ""
	}
	i := slices.IndexFunc(p.Capture, func(c Capture) bool { return c.Name == TokenCapture })
	if i < 0 {
		i = len(p.Capture)
		p.Capture = append(p.Capture, Capture{Name: TokenCapture, From: "json", Arg: "$." + TokenCapture, At: r.At})
	}
	p.Capture[i].Token = true
	f.l.uses.captures[captureName{id, TokenCapture}] = true
	return r.ID
}

// tokenProbe returns the id of the probe that fetches the token, one for all requests with the same
// declaration; "" if no token endpoint is known.
func (f filler) tokenProbe(o *OAuth2) string {
	filled := o.with(f.now)
	if filled.TokenURL == "" {
		return ""
	}
	key := fmt.Sprintf("%q", filled.asked())
	if p := f.l.tokens.of[key]; p != nil {
		return p.ID
	}
	id := oauth2Scheme
	for n := 2; f.l.probe(id) != nil; n++ {
		id = fmt.Sprintf("%s-%d", oauth2Scheme, n)
	}
	p := &draft{Probe: &Probe{
		ID: id, About: "gets the token of auth.oauth2 (RFC 6749)", At: o.At, Cost: 1, Risk: "none", Token: true,
		Capture: []Capture{{Name: TokenCapture, From: "json", Arg: "$." + TokenCapture, Token: true, At: o.At}},
	}, doc: o.doc, node: o.node, layer: f.tokenRequest(o, filled.TokenURL)}
	f.l.tokens.of[key] = p
	f.l.tokens.list = append(f.l.tokens.list, p)
	f.l.byID[id] = p
	return id
}

// tokenRequest returns the access token request (RFC 6749, sections 4.3.2, 4.4.2 and 6). Of the
// defaults it uses only the connection options: their headers are for the API.
func (f filler) tokenRequest(o *OAuth2, url string) layer {
	r := layer{Request: &Request{
		At: o.At, Method: "POST", URL: o.TokenURL, Proxy: f.l.defaults.Proxy, ConnectTo: f.l.defaults.ConnectTo,
		Headers: []Param{{Name: "Accept", Values: []string{"application/json"}, At: o.At}},
	}, where: o.At, tls: f.l.defaults.tls}
	if strings.HasPrefix(url, "/") {
		r.URL, r.Path, r.Unix = "", o.TokenURL, f.l.defaults.Unix
	}
	inBody := o.ClientAuth == "body"
	if o.Secret != "" && !inBody {
		r.Auth = &Auth{Scheme: "basic", User: o.Client, Password: o.Secret, FormEncoded: true, At: o.At}
	}
	r.body = &bodyLayer{Body: Body{Kind: "form", Form: o.form(inBody), At: o.At}, doc: o.doc}
	return r
}

// form returns the parameters of the token request. They identify a client without a secret (RFC
// 6749, section 3.2.1).
func (o *OAuth2) form(inBody bool) []Param {
	var out []Param
	add := func(name, value string) {
		if value != "" {
			out = append(out, Param{Name: name, Values: []string{value}, At: o.At})
		}
	}
	add("grant_type", o.Grant)
	add("username", o.User)
	add("password", o.Password)
	add("refresh_token", o.RefreshToken)
	add("scope", o.Scope)
	add("audience", o.Audience)
	if inBody || o.Secret == "" {
		add("client_id", o.Client)
		add("client_secret", o.Secret)
	}
	return mergeParams(out, o.Params, exactly)
}

// finishTokens makes the token requests, and puts their probes first in the suite.
func (l *loading) finishTokens() {
	if len(l.tokens.list) == 0 {
		return
	}
	first := make([]*Probe, len(l.tokens.list))
	for i, p := range l.tokens.list {
		f := p.filler(l)
		p.Request = f.finish(&p.layer)
		first[i] = p.Probe
	}
	l.probes = append(l.tokens.list, l.probes...)
	l.suite.Probes = append(first, l.suite.Probes...)
	l.known = nil // references may name their captures
}
