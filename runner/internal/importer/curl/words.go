package curl

import (
	"errors"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"assay/runner/internal/importer"
	"assay/runner/internal/secret/names"
)

// The marks enclose the name of a variable while a word is read, so that a "${" in quotes does not
// become a reference.
const open, shut = "\ue000", "\ue001"

// word converts a word of the shell to the syntax of a document: variables of the shell become
// references, a "${" in quotes stays literal.
func (r *reader) word(w *syntax.Word) (string, error) {
	return r.expanded(unescaped(w), expand.Literal)
}

// unescaped returns a word with what its backslashes outside quotes protect in quotes:
// expand.Literal keeps such backslashes.
func unescaped(w *syntax.Word) *syntax.Word {
	out := &syntax.Word{}
	for _, part := range w.Parts {
		lit, ok := part.(*syntax.Lit)
		if !ok {
			out.Parts = append(out.Parts, part)
			continue
		}
		plain, rest, _ := strings.Cut(lit.Value, `\`)
		out.Parts = append(out.Parts, &syntax.Lit{ValuePos: lit.ValuePos, ValueEnd: lit.ValueEnd, Value: plain})
		if len(rest) < len(lit.Value)-len(plain) {
			out.Parts = append(out.Parts, &syntax.SglQuoted{Value: protected(`\` + rest)})
		}
	}
	return out
}

// protected takes the backslashes from a text, and the ends of lines that they take away.
func protected(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == '\n' {
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// document returns the text of a here-document.
func (r *reader) document(w *syntax.Word) (string, error) {
	return r.expanded(w, expand.Document)
}

func (r *reader) expanded(w *syntax.Word, how func(*expand.Config, *syntax.Word) (string, error)) (string, error) {
	if err := r.defaults(w); err != nil {
		return "", err
	}
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

// defaults records the values of ${NAME:-value}, and refuses other expansions of a variable.
func (r *reader) defaults(w *syntax.Word) error {
	var refused error
	syntax.Walk(w, func(n syntax.Node) bool {
		p, ok := n.(*syntax.ParamExp)
		switch {
		case !ok || p.Param == nil:
			return true
		case syntax.ValidName(p.Param.Value) || isArgument(p.Param.Value):
		default:
			refused = errors.New("the shell alone knows the value of $" + p.Param.Value)
			return false
		}
		switch {
		case p.Length || p.Width || p.Excl || p.Index != nil || p.Slice != nil || p.Repl != nil:
			refused = errors.New("the shell makes it of the value of " + p.Param.Value)
		case p.Exp == nil:
		case p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull || p.Exp.Op == syntax.AssignUnset || p.Exp.Op == syntax.AssignUnsetOrNull:
			if text, err := r.word(orEmpty(p.Exp.Word)); err == nil {
				r.defaultOf(p.Param.Value, text, p)
			} else {
				refused = err
			}
			return false
		case p.Exp.Op == syntax.ErrorUnset || p.Exp.Op == syntax.ErrorUnsetOrNull:
			return false
		default:
			refused = errors.New("the shell makes it of the value of " + p.Param.Value)
		}
		return true
	})
	return refused
}

func orEmpty(w *syntax.Word) *syntax.Word {
	if w == nil {
		return &syntax.Word{}
	}
	return w
}

// defaultOf sets the default of a variable of the environment.
func (r *reader) defaultOf(name, text string, at syntax.Node) {
	_, known := r.shell[name]
	if ref := r.variable(name); names.Credential(name) {
		if text != "" && !known {
			r.Drop(place(r.From, at.Pos()), "set it in the environment", "the default of %s is left out: %s is a secret", name, ref)
		}
		return
	}
	for i := range r.Vars {
		if v := &r.Vars[i]; v.Env == envName(name) && (!known || v.Value == "") {
			v.Value, v.Unset = text, false
		}
	}
}

// references replaces the marks by references.
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

// variable returns the reference to a variable of the shell: one set by the text, else by the
// environment.
func (r *reader) variable(name string) string {
	if known, ok := r.shell[name]; ok {
		return known
	}
	r.shell[name] = r.EnvVar(envName(name), envName(name))
	return r.shell[name]
}

// envName returns the variable of the environment that stands for a parameter of the shell:
// ARG_1 for the argument $1 of a script.
func envName(parameter string) string {
	if isArgument(parameter) {
		return "ARG_" + parameter
	}
	return parameter
}

// isArgument reports whether a parameter of the shell is an argument of the script, or its name.
func isArgument(parameter string) bool {
	_, err := strconv.ParseUint(parameter, 10, 16)
	return err == nil
}
