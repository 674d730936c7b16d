package importer

import (
	"slices"
	"strings"

	"assay/runner/internal/origin"
)

// accessToken is where the response of a token endpoint has the token (RFC 6749, section 5.1).
const accessToken = "$.access_token"

// Tokens makes credentials of the probes that request a token of OAuth 2.0 (RFC 6749) for others:
// auth: {oauth2: …} of those that send it, which the suite fetches by itself. A probe stays if its
// response is used for more, or its request has parts that a token request cannot have.
func (d *Draft) Tokens() {
	for _, p := range slices.Clone(d.Probes) {
		auth := tokenRequest(p)
		if auth == nil {
			continue
		}
		ref := "${" + p.ID + "." + p.Capture[0].Key + "}"
		users := d.bearers(ref)
		if len(users) == 0 || d.mentions(ref) != len(users) {
			continue
		}
		for _, user := range users {
			user.Auth = MapOf("oauth2", slices.Clone(auth))
		}
		d.Probes = slices.DeleteFunc(d.Probes, func(one *Probe) bool { return one == p })
		d.Findings = slices.DeleteFunc(d.Findings, func(f *Finding) bool { return f.Probe == p.ID })
		d.Drop(p.At, "write a probe for it where its answer is to be judged", "POST %s becomes auth: {oauth2: …} of those that send its token; the finding about its answer is left out", ShownPath(p.URL))
	}
}

// bearers lists the probes whose credentials are that bearer token.
func (d *Draft) bearers(ref string) []*Probe {
	var out []*Probe
	for _, p := range d.Probes {
		if auth, ok := p.Auth.(Map); ok && auth.Get("bearer") == any(ref) {
			out = append(out, p)
		}
	}
	return out
}

// mentions counts a reference in the whole draft.
func (d *Draft) mentions(ref string) int {
	n := 0
	count := func(s string) string { n += strings.Count(s, ref); return s }
	for _, p := range d.Probes {
		count(p.URL)
		p.texts(count)
	}
	for _, f := range d.Findings {
		each(f.Expect, count)
		each(f.More, count)
	}
	for _, v := range d.Vars {
		each(v.Value, count)
	}
	return n
}

// tokenRequest returns the keys of oauth2 that request the same token as p; nil if p does not
// request one, or in a way of its own.
func tokenRequest(p *Probe) Map {
	if p.method() != "POST" || p.Body == nil || p.Body.Key != "form" || len(p.Capture) != 1 ||
		len(p.Query)+len(p.Cookies)+len(p.Options)+len(p.More) > 0 {
		return nil
	}
	if from, ok := p.Capture[0].Value.(Map); !ok || from.Get("json") != any(accessToken) {
		return nil
	}
	for _, h := range p.Headers {
		if !strings.EqualFold(h.Key, "Accept") {
			return nil
		}
	}
	form, _ := p.Body.Value.(Map)
	out := Map{{Key: "token_url", Value: p.URL}}
	if !client(&out, p.Auth, form) || !granted(&out, form) {
		return nil
	}
	return out
}

// client sets the client's id and secret, of the header or of the form (RFC 6749, section 2.3.1).
// It returns false if they are of another kind.
func client(to *Map, auth any, form Map) bool {
	switch auth := auth.(type) {
	case nil:
		id, secret := form.Get("client_id"), form.Get("client_secret")
		if id != nil {
			to.Set("client", id)
		}
		if secret != nil {
			to.Set("secret", secret)
			to.Set("client_auth", "body")
		}
		return id != nil || secret == nil
	case Map:
		pair, ok := auth.Get("basic").(List)
		if !ok || len(pair) != 2 {
			return false
		}
		to.Set("client", pair[0])
		to.Set("secret", pair[1])
		return true
	}
	return false
}

// granted sets what the token is requested for. It returns false for another grant, or without a
// part that the grant needs.
func granted(to *Map, form Map) bool {
	needs := map[string][]string{
		"client_credentials": nil, "password": {"username", "password"}, "refresh_token": {"refresh_token"},
	}
	grant, _ := form.Get("grant_type").(string)
	parts, known := needs[grant]
	if !known || grant == "client_credentials" && (to.Get("client") == nil || to.Get("secret") == nil) {
		return false
	}
	if grant != "client_credentials" {
		to.Set("grant", grant)
	}
	for _, part := range parts {
		if form.Get(part) == nil {
			return false
		}
	}
	names := map[string]string{"username": "user", "password": "password", "refresh_token": "refresh_token", "scope": "scope", "audience": "audience"}
	var params Map
	for _, e := range form {
		switch name := names[e.Key]; {
		case slices.Contains([]string{"grant_type", "client_id", "client_secret"}, e.Key):
		case name != "":
			to.Set(name, e.Value)
		default:
			params = append(params, Entry{Key: e.Key, Value: e.Value})
		}
	}
	if len(params) > 0 {
		to.Set("params", params)
	}
	return true
}

// tokenURL returns the address of the token endpoint in a probe's credentials; nil for none.
func (p *Probe) tokenURL() *Entry {
	auth, _ := p.Auth.(Map)
	keys, _ := auth.Get("oauth2").(Map)
	for i := range keys {
		if _, text := keys[i].Value.(string); text && keys[i].Key == "token_url" {
			return &keys[i]
		}
	}
	return nil
}

// asPath shortens an address of the target to its path.
func asPath(address, base string) string {
	asked, rest := origin.Split(address)
	switch {
	case asked == "" || origin.Plain(asked) != origin.Plain(base), strings.HasPrefix(rest, "//"):
		return address // the target would take one slash away
	case strings.HasPrefix(rest, "/"):
		return rest
	}
	return "/" + rest
}
