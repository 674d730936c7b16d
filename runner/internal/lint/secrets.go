package lint

import (
	"strings"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// secrets warns of literals in the documents that look like secrets, and of vars in the place of
// credentials.
func (w *warnings) secrets(d *pipeline.Document) {
	for _, f := range documentsOf(d.Suite) {
		for _, leak := range d.Redact.Scan(f.Text) {
			at := source.Pos{File: f, Line: leak.Line, Col: leak.Col}
			w.warn(at, "declare it under secrets:, refer to it as ${name}, and make the old one invalid",
				"this looks like a secret: %s", leak.Kind)
			w.problems[len(w.problems)-1].Hidden = true
		}
	}
	w.pasted(d.Suite.Secrets)
	for _, use := range d.Suite.VarCredentials {
		if !madeUp(use.Var) {
			w.warn(use.At, next(use.Var), "${%s} stands in %s but is a var: its value is %s", use.Var.Name, use.Place, shown(use.Var))
		}
	}
}

// keyLong is the length from which a text that looks random names no environment variable.
const keyLong = 32

// pasted warns of a key in the place of the variable that holds it, and shows neither.
func (w *warnings) pasted(secrets []suite.Secret) {
	for i := range secrets {
		s := &secrets[i]
		if len(s.Env) < keyLong || strings.Contains(s.Env, "_") || !redact.LooksRandom(s.Env) {
			continue
		}
		w.warn(s.At, "write "+s.Name+": "+strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))+", give the value in the environment, and make the key invalid",
			"secrets.%s names an environment variable, and this looks like the key itself", s.Name)
		w.problems[len(w.problems)-1].Hidden = true
	}
}

// madeUp reports whether the document itself gives the var a value of words only: an invented key,
// which a control sends.
func madeUp(v *suite.Var) bool {
	text := subst.Text(v.Declared)
	return v.Env == "" && !v.Given && text != "" && !strings.ContainsAny(text, "0123456789")
}

// shown says what happens to the value of a var.
func shown(v *suite.Var) string {
	if v.Env != "" || v.Given || subst.Text(v.Declared) == "" {
		return "shown in the clear, and a run with it is not recorded"
	}
	return "shown and recorded in the clear"
}

func next(v *suite.Var) string {
	env := v.Env
	if env == "" {
		env = "NAME_OF_A_VARIABLE"
	}
	return "move it from vars: to secrets:, as `" + v.Name + ": " + env + "`; a key that is made up can be written where it stands"
}
