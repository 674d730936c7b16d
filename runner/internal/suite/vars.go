package suite

import (
	"encoding/json"
	"net/url"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// envVar is the long form of a var.
type envVar struct {
	env      string
	fallback any
	make     string
	makeAt   *yaml.Node // nil: the var is not made
}

var envVarTable = table[*envVar]{what: "a var", rows: func() []field[*envVar] {
	return []field[*envVar]{
		textField("env", "the environment variable that gives the value", func(v *envVar) *string { return &v.env }),
		{key: "default", shape: lang.Scalar, nullable: true, meaning: "the value where the environment has none", read: func(d *doc, n *yaml.Node, v *envVar) {
			v.fallback, _ = d.scalar(n, "default")
		}},
		{key: "make", shape: lang.Of("uuid, or a text with ${run} or ${uuid}", lang.Schema{"type": "string", "anyOf": []any{
			lang.Schema{"const": "uuid"}, lang.Schema{"pattern": `\$\{[^}]+\}`},
		}}), meaning: "one value for the run, for requests and expectations; in fixtures and reports it stands by its name", read: func(d *doc, n *yaml.Node, v *envVar) {
			v.make, _ = d.text(n, "make")
			v.makeAt = n
		}},
	}
}}

var shapeSecrets = lang.Of("a map of names to environment variables", lang.Schema{
	"type":                 "object",
	"propertyNames":        lang.Schema{"pattern": namePattern},
	"additionalProperties": lang.Schema{"type": "string", "pattern": `^[A-Za-z_][A-Za-z0-9_]*$`},
})

// readVars reads vars of all documents, of which later ones override, and secrets of the last one,
// and fills in references between vars.
func (l *loading) readVars(docs []*top) {
	l.collectVars(docs)
	l.readSecrets(docs[len(docs)-1])
	l.override()
	l.checkPacked(docs)
	for i := range l.suite.Vars {
		v := &l.suite.Vars[i]
		l.asWritten[v.Name] = subst.Text(v.Value)
	}
	f := &varFiller{l: l, state: map[*Var]visit{}}
	for i := range l.suite.Vars {
		f.fill(&l.suite.Vars[i])
	}
	for i := range l.suite.Vars {
		l.checkMade(&l.suite.Vars[i])
	}
	for i := range l.suite.Vars {
		v := &l.suite.Vars[i]
		l.moved = l.moved || subst.Text(v.Value) != subst.Text(v.Declared)
	}
}

func (d *doc) readVar(e source.Entry) Var {
	v := Var{Name: e.Key, At: d.at(e.KeyNode)}
	if slices.Contains(subst.Builtins, e.Key) {
		d.mistake(e.KeyNode, "vars: ${%s} is built in", e.Key).Next = "give the var another name"
	}
	if !isMap(e.Value) {
		v.Declared, _ = d.scalar(e.Value, "vars."+cut(e.Key))
		v.Value = v.Declared
		return v
	}
	var long envVar
	envVarTable.read(d, e.Value, &long)
	v.Env, v.Declared, v.Value = long.env, long.fallback, long.fallback
	if long.makeAt != nil {
		d.made(e, &v, &long)
		return v
	}
	if v.Env == "" {
		d.expected(e.Value, "vars."+cut(e.Key), "a scalar, {env: NAME, default: scalar} or {make: uuid}")
		return v
	}
	if text, ok := d.opts.Env(v.Env); ok {
		v.Value, v.Given = typed(text, v.Declared), true
	}
	return v
}

// collectVars reads the vars of all documents; a later document overrides a var of the same name,
// as [merged] has it.
func (l *loading) collectVars(docs []*top) {
	index, of := map[string]int{}, map[string]*doc{}
	main := docs[len(docs)-1]
	read := func(t *top, entries []source.Entry) {
		for _, e := range entries {
			i, ok := index[e.Key]
			if ok && !t.overrides(of[e.Key]) {
				continue
			}
			v := t.doc.readVar(e)
			of[e.Key] = t.doc
			if ok {
				l.suite.Vars[i] = v
				continue
			}
			index[v.Name] = len(l.suite.Vars)
			l.suite.Vars = append(l.suite.Vars, v)
		}
	}
	for _, t := range docs {
		read(t, t.vars)
	}
	read(main, main.here)
	for _, e := range main.first { // the declared values are those of the first environment
		if i, ok := index[e.Key]; ok {
			l.suite.Vars[i].Declared = main.doc.readVar(e).Declared
		}
	}
	for i := range l.suite.Vars {
		l.vars[l.suite.Vars[i].Name] = &l.suite.Vars[i]
	}
}

// secretVariable reads which environment variable holds a secret. A text that can name none is
// probably the secret itself, and shown nowhere.
func (d *doc) secretVariable(e source.Entry) string {
	key := "secrets." + cut(e.Key)
	write := "write " + e.Key + ": " + strings.ToUpper(strings.ReplaceAll(e.Key, "-", "_"))
	for _, of := range source.Entries(e.Value) {
		if of.Key == "env" && of.Value.Kind == yaml.ScalarNode && isVariable(of.Value.Value) {
			write = "write " + e.Key + ": " + of.Value.Value
		}
	}
	switch {
	case e.Value.Kind != yaml.ScalarNode || isNull(e.Value):
		d.expected(e.Value, key, "the name of an environment variable").Next = write
		return ""
	case !isVariable(e.Value.Value):
		p := d.mistake(e.Value, "%s: expected the name of an environment variable, got a text that can be none", key)
		p.Next, p.Hidden = write+", and give the value in the environment; if the text was a key, make it invalid", true
		return ""
	}
	return e.Value.Value
}

// isVariable reports whether shells take s for the name of a variable.
func isVariable(s string) bool { return isName(s) && !strings.Contains(s, "-") }

func (l *loading) readSecrets(t *top) {
	for _, e := range t.secrets {
		s := Secret{Name: e.Key, At: t.doc.at(e.KeyNode)}
		s.Env = t.doc.secretVariable(e)
		switch {
		case slices.Contains(subst.Builtins, e.Key):
			t.doc.mistake(e.KeyNode, "secrets: ${%s} is built in", e.Key).Next = "give the secret another name"
		case l.vars[e.Key] != nil:
			t.doc.mistake(e.KeyNode, "secrets: %q is a var too, on line %d", e.Key, l.vars[e.Key].At.Line).Next = "keep one of them"
		}
		l.suite.Secrets = append(l.suite.Secrets, s)
	}
	for i := range l.suite.Secrets {
		s := &l.suite.Secrets[i]
		if env, ok := l.opts.Secrets[s.Name]; ok {
			s.Env = env
		}
		l.secrets[s.Name] = s
	}
}

// override applies --var and --vars.
func (l *loading) override() {
	l.overrideOffered()
	names := make([]string, 0, len(l.opts.Vars))
	for name := range l.opts.Vars {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if v := l.vars[name]; v != nil {
			v.Value, v.Given = typed(l.opts.Vars[name], v.Declared), true
			l.checkGiven(v)
			continue
		}
		at := source.Pos{File: l.suite.File}
		if s := l.secrets[name]; s != nil {
			l.problems.Add(at, "--var %s: that is a secret, not a var", name).Next = "set the environment variable " + s.Env
			continue
		}
		if l.opts.SharedVars {
			l.suite.ForeignVars = append(l.suite.ForeignVars, name)
			continue
		}
		l.unknown(at, "var of the command line", name, l.varNames())
	}
}

// typed converts a text from outside to the type of the document's own value: to a number or a
// boolean if that is one and the text can be read as one.
func typed(text string, like any) any {
	switch like.(type) {
	case json.Number:
		if n, ok := jsonNumber(text); ok {
			return n
		}
	case bool:
		if text == "true" || text == "false" {
			return text == "true"
		}
	}
	return text
}

func (l *loading) varNames() []string {
	out := make([]string, 0, len(l.suite.Vars))
	for i := range l.suite.Vars {
		out = append(out, l.suite.Vars[i].Name)
	}
	return out
}

// varValue looks a var up for filling.
func (l *loading) varValue(name string) (any, bool) {
	if v := l.vars[name]; v != nil && v.Make == "" {
		return v.Value, true
	}
	return nil, false
}

// declaredValue is varValue for the document's own values.
func (l *loading) declaredValue(name string) (any, bool) {
	if v := l.vars[name]; v != nil && v.Make == "" {
		return v.Declared, true
	}
	return nil, false
}

// varFiller fills the vars that vars refer to.
type varFiller struct {
	l     *loading
	state map[*Var]visit
	chain []string
}

func (f *varFiller) fill(v *Var) {
	if f.state[v] == done {
		return
	}
	f.state[v] = reading
	f.chain = append(f.chain, v.Name)
	v.Value = f.filled(v, v.Value, f.l.varValue)
	v.Declared = f.filled(v, v.Declared, f.l.declaredValue)
	if v.Make != "" {
		v.Make = subst.Text(f.filled(v, v.Make, f.l.varValue))
	}
	f.chain = f.chain[:len(f.chain)-1]
	f.state[v] = done
}

func (f *varFiller) filled(v *Var, value any, lookup subst.Lookup) any {
	text, ok := value.(string)
	if !ok || !subst.Has(text) {
		return value
	}
	return subst.Value(text, func(name string) (any, bool) {
		of := f.l.vars[name]
		if of == nil {
			f.check(v, name)
			return nil, false
		}
		if of.Make != "" { // by its name
			return nil, false
		}
		if f.state[of] == reading {
			f.cycle(v, of)
			return nil, false
		}
		f.fill(of)
		v.Given = v.Given || of.Given
		return lookup(name)
	})
}

func (f *varFiller) cycle(v, of *Var) {
	if f.l.refused[of.Name] {
		return
	}
	from := slices.Index(f.chain, of.Name)
	for _, name := range f.chain[from:] {
		f.l.refused[name] = true
	}
	f.l.problems.Add(v.At, "vars refer to each other: %s → %s", strings.Join(f.chain[from:], " → "), of.Name).Next = "give one of them a value of its own"
}

// check reports a name that a request could not fill in either. Captures are checked at the uses of
// the var.
func (f *varFiller) check(v *Var, name string) {
	if f.l.secrets[name] != nil || f.l.refused[name] || slices.Contains(subst.Builtins, name) || strings.Contains(name, ".") {
		return
	}
	f.l.refused[name] = true
	f.l.unknownName(v.At, name, nil)
}

// readTarget fills in the target: the command line's, otherwise the environment's, otherwise the
// document's.
func (l *loading) readTarget(t *top) {
	s := l.suite
	s.DeclaredTarget = subst.Expand(t.declaredTarget.text, l.declaredValue)
	s.Target = subst.Expand(t.target.text, l.varValue)
	at, key := t.target.at, "target"
	if v, ok := l.opts.Env("ASSAY_TARGET"); ok && v != "" {
		s.Target, at, key = v, source.Pos{File: t.doc.file}, "ASSAY_TARGET"
	}
	if l.opts.Target != "" {
		s.Target, at, key = l.opts.Target, source.Pos{File: t.doc.file}, "--target"
	}
	l.moved = l.moved || s.Target != s.DeclaredTarget
	if s.Target == "" {
		l.noTarget = !t.target.at.IsZero() || l.lost["target"] // an error was reported already
		return
	}
	l.checkNames(s.Target, nil, func(string) source.Pos { return at })
	l.checkURL(at, key, s.Target)
	if u, err := url.Parse(s.Target); err == nil && (u.RawQuery != "" || u.Fragment != "") {
		l.problems.Add(at, "%s: a base URL has no query and no fragment, got %q", key, address(s.Target)).Next = "put the query into request: {query: {…}}"
	}
}
