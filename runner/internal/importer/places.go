package importer

import (
	"slices"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// secretVars makes secrets of the vars that a text in a credential's place refers to, whatever
// their names.
func (d *Draft) secretVars(text string) {
	subst.Each(text, d.secretVar)
}

// secretVar turns the var of that name into a secret. Its references stay; a value from the file is
// removed everywhere.
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
	case subst.Has(text): // built from other variables
		d.secretVars(text)
		env = d.envOf(d.variableOf(name), name)
	default:
		env = d.envOf(d.variableOf(name), name)
		if text != "" && !d.hasValue(text) {
			d.values.add(knownValue{text: text, name: name, secret: true, env: true})
		}
	}
	d.Secrets = append(d.Secrets, Secret{Name: name, Env: env, Above: v.Above})
}

// variableOf returns the variable of the file that has this name in the suite, "" if none has.
func (d *Draft) variableOf(name string) string {
	for variable, declared := range d.named {
		if declared == name {
			return variable
		}
	}
	return ""
}

func (d *Draft) hasValue(text string) bool {
	return slices.ContainsFunc(d.values.all, func(v knownValue) bool { return v.text == text && v.secret })
}

// isSecret reports whether a secret has that name.
func (d *Draft) isSecret(name string) bool {
	return slices.ContainsFunc(d.Secrets, func(s Secret) bool { return s.Name == name })
}

// namedReference matches a name and the reference after it, as in JSON members and form fields.
var namedReference = source.Pattern(`([A-Za-z][\w.-]*)["']?\s*[:=]\s*["']?(?:[A-Za-z]+ )?(\$\{[^${}]+\})`)

// secretsIn makes secrets of the vars with credential names in a body that is neither JSON nor a
// form.
func (d *Draft) secretsIn(text string) {
	for _, m := range namedReference().FindAllStringSubmatch(text, -1) {
		if names.Credential(m[1]) {
			d.secretVars(m[2])
		}
	}
}
