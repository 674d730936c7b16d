package importer

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"sync"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// Secret declares a secret with this value and returns the reference to it. Equal values share one
// secret; hint names it. If the text refers to vars, these become the secrets and the text is
// returned unchanged, as an empty text is.
func (d *Draft) Secret(hint, text string) string {
	if text == "" || subst.Has(text) {
		d.secretVars(text)
		return text
	}
	if v := d.values.of(text); v != nil {
		v.secret = true
		return d.reference(v)
	}
	name := d.freeName(Name(hint))
	return d.declared(d.values.add(knownValue{text: text, name: name}))
}

// SecretVariable is [Draft.Secret] for the value of a variable of the file: where the
// variable is named as those of the environment are, the secret reads that one. A variable without
// a value is declared all the same.
func (d *Draft) SecretVariable(variable, text string) string {
	name := Name(variable)
	switch {
	case text == "":
		declared := d.VarName(variable)
		return d.secretWithout(declared, d.envOf(variable, declared))
	case subst.Has(text), d.values.of(text) != nil, d.known(name):
		return d.Secret(variable, text)
	}
	return d.declared(d.values.add(knownValue{text: text, name: name, variable: variable}))
}

// envOf returns the environment variable for a secret that stands for a variable of the file: the
// same one if it is named as those are, in capitals with an underscore; else one with the suite's
// name in front.
func (d *Draft) envOf(variable, secret string) string {
	if environmentName().MatchString(variable) {
		return variable
	}
	return EnvName(d.Suite + " " + secret)
}

var environmentName = source.Pattern(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)

// EnvVar returns a reference to a value that the environment has: a secret, if its name is that of
// a credential; otherwise a variable, with a default if the name is that of an address.
func (d *Draft) EnvVar(name, env string) string {
	if names.Credential(name) {
		return d.SecretEnv(env)
	}
	v := Var{Name: d.VarName(name), Value: "", Env: env, Unset: true}
	upper := strings.ToUpper(name)
	if strings.Contains(upper, "URL") || strings.Contains(upper, "HOST") || strings.Contains(upper, "BASE") {
		v.Value = "http://localhost"
	}
	d.SetVar(v)
	return "${" + v.Name + "}"
}

// SecretEnv declares a secret that reads this environment variable.
func (d *Draft) SecretEnv(env string) string { return d.secretWithout(env, env) }

// SecretFor declares a secret without a value and names it after its purpose.
func (d *Draft) SecretFor(what string) string {
	return d.secretWithout(what, EnvName(d.Suite+" "+what))
}

// secretWithout declares a secret without a value that reads this environment variable.
func (d *Draft) secretWithout(what, env string) string {
	for _, s := range d.Secrets {
		if s.Env == env {
			return "${" + s.Name + "}"
		}
	}
	name := d.freeName(Name(what))
	d.Secrets = append(d.Secrets, Secret{Name: name, Env: env})
	return "${" + name + "}"
}

func (d *Draft) freeName(name string) string {
	for n, free := 2, name; ; n++ {
		if !d.known(free) {
			return free
		}
		free = name + "_" + strconv.Itoa(n)
	}
}

// known reports whether a var or a secret has that name.
func (d *Draft) known(name string) bool {
	for _, s := range d.Secrets {
		if s.Name == name {
			return true
		}
	}
	for _, v := range d.Vars {
		if v.Name == name {
			return true
		}
	}
	return false
}

// Answered records a part of the answer to p: a later request with the same text captures it from
// there. Recorded answers never hold a secret part.
func (d *Draft) Answered(p *Probe, key, text string, source Map, secret bool) {
	if d.values.of(text) == nil {
		d.values.add(knownValue{text: text, name: Name(key), secret: secret, from: p, source: source})
	}
}

// FromAnswers puts references to the answers before it into a request's address
// and body.
func (d *Draft) FromAnswers(p *Probe) {
	use := func(s string) string {
		for _, v := range d.values.inside(s) {
			if strings.Contains(s, Literal(v.text)) {
				s = strings.ReplaceAll(s, Literal(v.text), d.reference(v))
			}
		}
		return s
	}
	p.URL = use(p.URL)
	p.texts(use)
}

// reference returns the reference that replaces a value: a capture if it came with an answer, else
// a secret.
func (d *Draft) reference(v *knownValue) string {
	if v.from == nil || v.env {
		return d.declared(v)
	}
	return d.Capture(v.from, v.name, v.source)
}

// declared declares a value as a secret of the suite and returns the reference to it.
func (d *Draft) declared(v *knownValue) string {
	if !v.env {
		v.name = d.freeName(v.name)
		v.secret, v.env = true, true
		d.Secrets = append(d.Secrets, Secret{Name: v.name, Env: d.envOf(v.variable, v.name)})
	}
	return "${" + v.name + "}"
}

// Masked returns the redactor that removes the secrets' values from answers in fixtures.
func (d *Draft) Masked() (*redact.Redactor, error) { return d.masks(0) }

// Hidden returns the secrets whose values no file may hold.
func (d *Draft) Hidden() []redact.Secret {
	var out []redact.Secret
	for _, v := range d.values.all {
		if v.secret {
			out = append(out, redact.Secret{Name: v.name, Value: v.text})
		}
	}
	return out
}

// Hide makes secrets of values that the draft's requests may not use: no file may hold them either.
func (d *Draft) Hide(secrets []redact.Secret) {
	for _, s := range secrets {
		if v := d.values.of(s.Value); v != nil {
			v.secret = true
		} else {
			d.values.add(knownValue{text: s.Value, name: s.Name, secret: true})
		}
	}
}

// masks returns the redactor of the secrets whose values have at least so many bytes.
func (d *Draft) masks(least int) (*redact.Redactor, error) {
	var secrets []redact.Secret
	for _, v := range d.values.all {
		switch {
		case len(v.text) < least:
		case v.secret && v.env:
			secrets = append(secrets, redact.Secret{Name: v.name, Value: v.text})
		case v.secret:
			secrets = append(secrets, redact.Secret{Name: "redacted:" + v.name, Value: v.text})
		}
	}
	return redact.New(secrets, redact.Rules{})
}

// hide replaces the values of secrets in a text of the document, and makes secrets of texts that
// have the shape of a key.
func (d *Draft) hide(s string) string {
	for i := range d.values.all {
		v := &d.values.all[i]
		if !v.secret {
			continue
		}
		if text := Literal(v.text); s == text || len(v.text) >= leastInside && strings.Contains(s, text) {
			s = replacedOutside(s, text, d.declared(v))
		}
	}
	for range 20 {
		found, kind := shaped(s)
		if found == "" {
			return s
		}
		s = strings.ReplaceAll(s, found, d.Secret(kind+" key", found))
	}
	return s
}

// hiding returns what hides secrets in messages, which quote answers: in every form.
func (d *Draft) hiding() func(string) string {
	masks, err := d.masks(leastInside)
	if err != nil {
		return d.hide
	}
	return func(s string) string { return masks.String(d.hide(s)) }
}

// shapes knows the shapes of keys, and holds no secrets.
var shapes = sync.OnceValue(func() *redact.Redactor {
	r, _ := redact.New(nil, redact.Rules{}) // without rules nothing can fail to compile
	return r
})

// replacedOutside replaces each occurrence of text by other, except in the names of references: a
// password may be the word "password".
func replacedOutside(s, text, other string) string {
	var out strings.Builder
	from := 0
	for _, ref := range reference().FindAllStringIndex(s, -1) {
		out.WriteString(strings.ReplaceAll(s[from:ref[0]], text, other))
		out.WriteString(s[ref[0]:ref[1]])
		from = ref[1]
	}
	out.WriteString(strings.ReplaceAll(s[from:], text, other))
	return out.String()
}

var reference = source.Pattern(`\$\{[^${}]+\}`)

// shaped returns the first part of s that looks like a key, and its kind.
func shaped(s string) (found, kind string) {
	masked := shapes().String(s)
	if masked == s {
		return "", ""
	}
	const mask = "${redacted:"
	i := strings.Index(masked, mask)
	if i < 0 {
		return "", ""
	}
	kind, rest, _ := strings.Cut(masked[i+len(mask):], "}")
	next, _, _ := strings.Cut(rest, mask)
	end := len(s)
	if next != "" {
		if at := strings.Index(s[i+1:], next); at >= 0 {
			end = i + 1 + at
		}
	}
	return s[i:end], kind
}

// Authorization reads the header of that name into p's credentials.
func (d *Draft) Authorization(p *Request, text string) {
	scheme, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch strings.ToLower(scheme) {
	case "bearer":
		p.Auth = MapOf("bearer", d.Secret("token", rest))
	case "basic":
		if subst.Has(rest) {
			p.Headers.Set("Authorization", scheme+" "+d.Secret("credentials", rest))
			return
		}
		pair, err := base64.StdEncoding.DecodeString(rest)
		user, password, ok := strings.Cut(string(pair), ":")
		if err != nil || !ok {
			p.Headers.Set("Authorization", scheme+" "+d.Secret("credentials", rest))
			return
		}
		d.Basic(p, "basic", Literal(user), Literal(password))
	case strings.ToLower(text):
		p.Headers.Set("Authorization", d.Secret("authorization", text))
	default:
		p.Headers.Set("Authorization", scheme+" "+d.Secret("authorization", rest))
	}
}

// Basic sets credentials of the scheme basic or digest. A user without a password is
// a key, as some APIs take it.
func (d *Draft) Basic(p *Request, scheme, user, password string) {
	if password == "" && scheme == "basic" {
		user = d.Secret("api key", user)
	}
	d.secretVars(user)
	p.Auth = MapOf(scheme, List{user, d.Secret("password", password)})
}

// hidden returns a body's value; it declares as secrets the members whose keys say so.
func (d *Draft) hidden(v any) any {
	switch v := v.(type) {
	case Map:
		for i, e := range v {
			switch text := e.Value.(type) {
			case string:
				if names.Credential(e.Key) {
					v[i].Value = d.Secret(e.Key, text)
				}
			case json.Number, bool, nil:
			default:
				v[i].Value = d.hidden(text)
			}
		}
	case List:
		for i := range v {
			v[i] = d.hidden(v[i])
		}
	}
	return v
}
