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

// VarUse is a var that requests use as a credential.
type VarUse struct {
	Var   *Var
	Place string     // "auth.bearer", "X-API-Key"
	At    source.Pos // the first such place
}

// credentialUses collects the names that requests use as credentials. The requests are merged, but
// not yet filled in.
type credentialUses struct {
	l        *loading
	seen     map[VarUse]bool
	captures map[captureName]bool
}

// captureName is a capture of all rows.
type captureName struct{ probe, name string }

// markCredentials marks as secret the captures that requests use as credentials, and those that are
// tokens of an authorization server.
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

// of records the names that the credentials of a request use, as seen from rows of p.
func (u *credentialUses) of(r *layer, p *draft) {
	places(r, func(place, text string, at source.Pos) {
		subst.Each(text, func(name string) { u.note(name, place, at, p, 0) })
	})
}

// chainDeep is the maximum length of a chain of vars that refer to vars.
const chainDeep = 8

func (u *credentialUses) note(name, place string, at source.Pos, p *draft, deep int) {
	follow := func(text string) {
		subst.Each(text, func(name string) { u.note(name, place, at, p, deep+1) })
	}
	switch v := u.l.vars[name]; {
	case deep > chainDeep:
	case p.rowVars[name] > 0:
		for i := range p.drafts {
			if text, ok := p.drafts[i].vars[name].(string); ok && subst.Has(text) {
				follow(text)
			}
		}
	case v != nil:
		text := u.l.asWritten[name]
		if _, whole := subst.Whole(text); whole { // an alias
			follow(text)
			return
		}
		if first := (VarUse{Var: v, Place: place}); !u.seen[first] && !onlyReferences(text) {
			u.seen[first] = true
			u.l.suite.VarCredentials = append(u.l.suite.VarCredentials, VarUse{v, place, at})
		}
		follow(text)
	case strings.Contains(name, "."):
		id, capture, _ := SplitCapture(name)
		id, _, _ = strings.Cut(id, "[")
		u.captures[captureName{id, capture}] = true
	}
}

// onlyReferences reports whether a text has only a scheme and references ("Bearer ${key}"): it is
// secret if they are.
func onlyReferences(text string) bool {
	if !subst.Has(text) {
		return false
	}
	rest := strings.TrimSpace(subst.Expand(text, func(string) (any, bool) { return "", true }))
	return rest == "" || strings.EqualFold(rest, "bearer") || strings.EqualFold(rest, "basic") || strings.EqualFold(rest, "token")
}

// places visits every text that a request uses as a credential: under auth:, and in headers,
// cookies, parameters, form fields and members with a credential's name.
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

// authPlaces visits the secret parts of auth:; a user's name is one if there is no password.
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
	case oauth2Scheme: // they are in the token request
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

// memberPlaces visits the texts of members of a JSON text that have a credential's name.
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
				return // references outside of strings: reported by the loader
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
