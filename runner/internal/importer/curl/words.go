package curl

import (
	"errors"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
)

// The marks stand around the name of a variable while a word is read, so that a
// "${" in quotes is not taken for a reference.
const open, shut = "\ue000", "\ue001"

// word is a word of the shell in the syntax of a document: variables of the shell
// as references, a "${" in quotes as the text that it is.
func (r *reader) word(w *syntax.Word) (string, error) {
	return r.expanded(w, expand.Literal)
}

// document is the text of a here-document.
func (r *reader) document(w *syntax.Word) (string, error) {
	return r.expanded(w, expand.Document)
}

func (r *reader) expanded(w *syntax.Word, how func(*expand.Config, *syntax.Word) (string, error)) (string, error) {
	env := expand.FuncEnviron(func(name string) string {
		if name == "IFS" {
			return ""
		}
		return open + name + shut
	})
	text, err := how(&expand.Config{Env: env}, w)
	var command expand.UnexpectedCommandError
	switch {
	case errors.As(err, &command):
		return "", errors.New("it is what another command prints")
	case err != nil:
		return "", err
	}
	return r.references(text), nil
}

// references puts references where the marks are.
func (r *reader) references(text string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, open)
		out.WriteString(importer.Literal(before))
		if !ok {
			return out.String()
		}
		name, after, _ := strings.Cut(rest, shut)
		out.WriteString(r.variable(name))
		text = after
	}
}

// variable is the reference to a variable of the shell: what the text sets, else
// what the environment does.
func (r *reader) variable(name string) string {
	if known, ok := r.shell[name]; ok {
		return known
	}
	if names.Credential(name) {
		r.shell[name] = r.SecretEnv(name)
		return r.shell[name]
	}
	v := importer.Var{Name: r.VarName(name), Value: "", Env: name}
	if u := strings.ToUpper(name); strings.Contains(u, "URL") || strings.Contains(u, "HOST") || strings.Contains(u, "BASE") {
		v.Value = "http://localhost"
	}
	r.SetVar(v)
	r.shell[name] = "${" + v.Name + "}"
	return r.shell[name]
}
