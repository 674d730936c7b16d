package importer

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"assay/runner/internal/secret/names"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// Filled returns a text in the document's syntax: each match of pattern becomes the reference for
// its first group.
func Filled(s string, pattern *regexp.Regexp, reference func(name string) string) string {
	var out strings.Builder
	from := 0
	for _, m := range pattern.FindAllStringSubmatchIndex(s, -1) {
		out.WriteString(Literal(s[from:m[0]]))
		out.WriteString(reference(s[m[2]:m[3]]))
		from = m[1]
	}
	out.WriteString(Literal(s[from:]))
	return out.String()
}

// NewVar declares a var for a variable of the file, and returns the reference to it. A variable
// that changes its value gets another var, so that earlier references keep the value before.
func (d *Draft) NewVar(name string, value any) string {
	base := d.VarName(name)
	declared := base
	for n := 2; ; n++ {
		if v := d.variable(declared); v == nil || reflect.DeepEqual(v.Value, value) {
			break
		}
		declared = base + "_" + strconv.Itoa(n)
	}
	d.SetVar(Var{Name: declared, Value: value})
	return "${" + declared + "}"
}

// Capture makes p capture a part of its answer, and returns the reference to it. A part that p
// captures already keeps its name.
func (d *Draft) Capture(p *Probe, hint string, from Map) string {
	base := Name(hint)
	name := base
	for _, c := range p.Capture {
		if reflect.DeepEqual(c.Value, any(from)) {
			return "${" + p.ID + "." + c.Key + "}"
		}
	}
	for n := 2; p.Capture.Get(name) != nil; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	p.Capture.Set(name, from)
	return "${" + p.ID + "." + name + "}"
}

// Names holds the variables of a file, and the references that replace them in the suite.
type Names struct {
	draft  *Draft
	refs   map[string]string
	secret map[string]bool
}

// NamesOf returns the names for a draft, without a variable.
func NamesOf(d *Draft) *Names {
	return &Names{draft: d, refs: map[string]string{}, secret: map[string]bool{}}
}

// Reference returns the reference for a variable; false if nothing sets it.
func (n *Names) Reference(name string) (string, bool) {
	ref, ok := n.refs[name]
	return ref, ok
}

// Refer makes a text, such as the reference to a capture, replace a variable.
func (n *Names) Refer(name, ref string) { n.refs[name] = ref }

// Hide makes a variable secret, whatever its name.
func (n *Names) Hide(name string) { n.secret[name] = true }

// Secret reports whether a variable is secret.
func (n *Names) Secret(name string) bool { return n.secret[name] || names.Credential(name) }

// Declare gives a variable a value in the document's syntax, for the templates that follow.
func (n *Names) Declare(name, text string) {
	if !n.Secret(name) {
		n.refs[name] = n.draft.NewVar(name, text)
		return
	}
	n.refs[name] = n.draft.SecretVariable(name, text)
}

// FromEnv makes a variable that nothing sets read an environment variable, whose name it returns
// with the reference.
func (n *Names) FromEnv(name string) (ref, env string) {
	if n.Secret(name) {
		env = n.draft.envOf(name, n.draft.VarName(name))
		ref = n.draft.SecretVariable(name, "")
	} else {
		env = EnvName(n.draft.VarName(name))
		ref = n.draft.EnvVar(name, env)
	}
	n.refs[name] = ref
	return ref, env
}

// Place is a set of values for the variables of a file: an environment of its tool.
type Place struct {
	Name   string
	Values []Value
}

// Value is the value of a variable in a [Place], in the document's syntax.
type Value struct {
	Name, Text string
	Secret     bool
}

// Environments makes the suite's environments of places, the default first. A variable that is
// secret in one is secret in all; of secrets only the names get into the suite.
func (n *Names) Environments(places []Place) {
	for _, place := range places {
		for _, v := range place.Values {
			if v.Secret {
				n.Hide(v.Name)
			}
		}
	}
	taken := map[string]bool{}
	for _, place := range places {
		name := suite.Slug(place.Name)
		if name == "" {
			name = "environment"
		}
		for i, base := 2, name; taken[name]; i++ {
			name = base + "-" + strconv.Itoa(i)
		}
		taken[name] = true
		e := &Environment{Name: name}
		n.draft.Environments = append(n.draft.Environments, e)
		for _, v := range place.Values {
			n.inPlace(e, v)
		}
	}
}

func (n *Names) inPlace(e *Environment, v Value) {
	d := n.draft
	declared := d.VarName(v.Name)
	if n.Secret(v.Name) {
		if n.refs[v.Name] == "" {
			n.refs[v.Name] = d.SecretVariable(v.Name, "")
		}
		if v.Text != "" && !subst.Has(v.Text) && !d.hasValue(v.Text) {
			d.values.add(knownValue{text: v.Text, name: declared, secret: true, env: true})
		}
		e.Secrets.Set(declared, EnvName(d.Suite+" "+e.Name+" "+declared))
		return
	}
	n.refs[v.Name] = "${" + declared + "}"
	if d.variable(declared) == nil {
		d.SetVar(Var{Name: declared, Value: v.Text})
	}
	e.Vars.Set(declared, v.Text)
}
