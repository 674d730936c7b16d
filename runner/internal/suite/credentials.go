package suite

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// VarUse is a var that fills a place where requests take a credential.
type VarUse struct {
	Var   *Var
	Place string     // "auth.bearer", "X-API-Key"
	At    source.Pos // the first such place
}

// credentialUses collects what fills the places of credentials, from requests that
// are merged and not yet filled.
type credentialUses struct {
	*loading
	seen     map[VarUse]bool
	captures map[captureName]bool
}

// captureName is a capture, whatever the row.
type captureName struct{ probe, name string }

// markCredentials makes secrets of the captures that credentials' places use, and of
// those that an authorization server gave out as tokens: a secret by use.
func (l *loading) markCredentials() {
	for _, p := range l.probes {
		for i := range p.Capture {
			c := &p.Capture[i]
			c.Secret = c.From == "json" && endsInIssued(c.Arg) || l.uses.captures[captureName{p.ID, c.Name}]
		}
	}
}

// endsInIssued reports whether a JSONPath selects a member that holds an issued token.
func endsInIssued(path string) bool {
	path = strings.TrimRight(path, `"']`)
	return slices.ContainsFunc(names.Issued[:], func(name string) bool {
		rest, ok := strings.CutSuffix(path, name)
		return ok && rest != "" && strings.IndexByte(`."'`, rest[len(rest)-1]) >= 0
	})
}

// of notes what fills the credentials of a request, as rows of p see it.
func (u *credentialUses) of(r *layer, p *draft) {
	places(r, func(place, text string, at source.Pos) {
		subst.Each(text, func(name string) { u.note(name, place, at, p, 0) })
	})
}

// chainDeep bounds how far vars that refer to vars are followed.
const chainDeep = 8

func (u *credentialUses) note(name, place string, at source.Pos, p *draft, deep int) {
	follow := func(text string) {
		subst.Each(text, func(name string) { u.note(name, place, at, p, deep+1) })
	}
	switch v := u.vars[name]; {
	case deep > chainDeep:
	case p.rowVars[name] > 0:
		for i := range p.drafts {
			if text, ok := p.drafts[i].vars[name].(string); ok && subst.Has(text) {
				follow(text)
			}
		}
	case v != nil:
		text := u.asWritten[name]
		if _, whole := subst.Whole(text); whole { // another name for what it refers to
			follow(text)
			return
		}
		if first := (VarUse{Var: v, Place: place}); !u.seen[first] && !onlyReferences(text) {
			u.seen[first] = true
			u.suite.VarCredentials = append(u.suite.VarCredentials, VarUse{v, place, at})
		}
		follow(text)
	case strings.Contains(name, "."):
		id, capture, _ := SplitCapture(name)
		id, _, _ = strings.Cut(id, "[")
		u.captures[captureName{id, capture}] = true
	}
}

// onlyReferences reports whether a text is a scheme and references ("Bearer ${key}"):
// it is what they are.
func onlyReferences(text string) bool {
	if !subst.Has(text) {
		return false
	}
	rest := strings.TrimSpace(subst.Expand(text, func(string) (any, bool) { return "", true }))
	return rest == "" || strings.EqualFold(rest, "bearer") || strings.EqualFold(rest, "basic") || strings.EqualFold(rest, "token")
}

// places visits every text that stands where a request takes a credential: under
// auth:, and in headers, cookies, parameters, form fields and members of that name.
func places(r *layer, visit func(place, text string, at source.Pos)) {
	params := func(ps []Param, credential func(string) bool) {
		for i := range ps {
			for _, v := range ps[i].Values {
				if subst.Has(v) && credential(ps[i].Name) {
					visit(ps[i].Name, v, ps[i].At)
				}
			}
		}
	}
	authPlaces(r.Auth, visit)
	params(r.Headers, func(name string) bool { return names.Credential(name) || strings.EqualFold(name, "Cookie") })
	params(r.Cookies, names.Likely)
	params(r.Query, names.Credential)
	for _, address := range []string{r.Path, r.URL} {
		_, query, _ := strings.Cut(address, "?")
		for pair := range strings.SplitSeq(query, "&") {
			if name, value, _ := strings.Cut(pair, "="); subst.Has(value) && names.Credential(name) {
				visit(name, value, r.place())
			}
		}
	}
	if b := r.body; b != nil {
		params(b.Form, names.Credential)
		for _, part := range b.Parts {
			if names.Credential(part.Name) {
				visit(part.Name, part.Value, part.At)
			}
		}
		if (b.Kind == "json" || b.Kind == "graphql") && subst.Has(b.Text) {
			memberPlaces(b.Text, func(name, text string) { visit(name, text, b.At) })
		}
	}
}

// authPlaces visits what of auth: is secret by its nature; a user's name is, where it
// stands alone.
func authPlaces(a *Auth, visit func(place, text string, at source.Pos)) {
	if a == nil {
		return
	}
	switch a.Scheme {
	case headerScheme:
		visit(a.User, a.Token, a.At)
	case "bearer":
		visit("auth.bearer", a.Token, a.At)
	case "aws_sigv4":
		visit("auth.aws_sigv4.secret", a.Secret, a.At)
		visit("auth.aws_sigv4.session", a.Session, a.At)
	case oauth2Scheme: // the request for the token has them
	default:
		place := "auth." + a.Scheme
		if a.FormEncoded {
			place = "auth.oauth2.secret"
		}
		if a.Password == "" {
			visit(place, a.User, a.At)
		}
		visit(place, a.Password, a.At)
	}
}

// memberPlaces visits the texts of members of a JSON text that are called as
// credentials are.
func memberPlaces(text string, visit func(name, text string)) {
	type level struct {
		object, value bool
		name          string
	}
	var open []level
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err != nil {
			if err != io.EOF {
				return // references where no text is: loading has said so
			}
			return
		}
		var top *level
		if len(open) > 0 {
			top = &open[len(open)-1]
		}
		if s, ok := token.(string); ok && top != nil && top.object && !top.value {
			top.name, top.value = s, true
			continue
		} else if ok && top != nil && subst.Has(s) && names.Credential(top.name) {
			visit(top.name, s)
		}
		if top != nil {
			top.value = false
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			name := ""
			if top != nil {
				name = top.name // a list of tokens
			}
			if token == json.Delim('{') {
				name = ""
			}
			open = append(open, level{object: token == json.Delim('{'), name: name})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
	}
}
