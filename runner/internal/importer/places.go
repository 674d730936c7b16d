package importer

import (
	"slices"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// secretVars makes secrets of the vars that a text in a credential's place refers to:
// what stands there is a credential, whatever its variable is called.
func (d *Draft) secretVars(text string) {
	subst.Each(text, d.secretVar)
}

// secretVar makes a secret of the var of that name. Its references stay as they are; a
// knownValue that the file gave is dropped, wherever else it stands.
func (d *Draft) secretVar(name string) {
	i := slices.IndexFunc(d.Vars, func(v Var) bool { return v.Name == name })
	if i < 0 {
		return // a capture, a secret or built in
	}
	v := d.Vars[i]
	d.Vars = slices.Delete(d.Vars, i, i+1)
	text := subst.Text(v.Value)
	env := v.Env
	switch {
	case env != "":
	case subst.Has(text): // put together from other variables
		d.secretVars(text)
		env = EnvName(d.Suite + "_" + name)
	default:
		env = EnvName(d.Suite + "_" + name)
		if text != "" && !d.hasValue(text) {
			d.values = append(d.values, knownValue{text: text, name: name, secret: true, env: true})
		}
	}
	d.Secrets = append(d.Secrets, Secret{Name: name, Env: env, Above: v.Above})
}

func (d *Draft) hasValue(text string) bool {
	return slices.ContainsFunc(d.values, func(v knownValue) bool { return v.text == text && v.secret })
}

// isSecret reports whether a secret has that name.
func (d *Draft) isSecret(name string) bool {
	return slices.ContainsFunc(d.Secrets, func(s Secret) bool { return s.Name == name })
}

// namedReference is a reference behind a name, as members of JSON and fields of forms
// have them.
var namedReference = source.Pattern(`([A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?(?:[A-Za-z]+ )?(\$\{[^${}]+\})`)

// secretsIn makes secrets of the vars that a body which is neither JSON nor a form
// names like credentials.
func (d *Draft) secretsIn(text string) {
	for _, m := range namedReference().FindAllStringSubmatch(text, -1) {
		if names.Credential(m[1]) {
			d.secretVars(m[2])
		}
	}
}
