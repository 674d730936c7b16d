package suite

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// environment is one entry of `environments:` as written.
type environment struct {
	name          string
	at            source.Pos
	target        placed
	fixtures      string
	vars, secrets []source.Entry
	limits        *yaml.Node
}

var environmentTable = table[*environment]{what: "an environment", rows: func() []field[*environment] {
	return []field[*environment]{
		{key: "target", shape: lang.URL, meaning: "base URL there, instead of the suite's", read: func(d *doc, n *yaml.Node, e *environment) {
			e.target = d.target(n)
		}},
		{key: "fixtures", shape: lang.Path, meaning: "what was recorded there, instead of the suite's", read: func(d *doc, n *yaml.Node, e *environment) {
			e.fixtures = d.path(n, "fixtures")
		}},
		{key: "vars", shape: mapOf("a map of names to values", namePattern, "var"), meaning: "values there, over those of the suite", read: func(d *doc, n *yaml.Node, e *environment) {
			e.vars = d.named(n, "vars", namePattern)
		}},
		{key: "secrets", shape: shapeSecrets, meaning: "where secrets come from there, over those of the suite", read: func(d *doc, n *yaml.Node, e *environment) {
			e.secrets = d.named(n, "secrets", namePattern)
		}},
		{key: "limits", shape: lang.Of("limits", lang.Ref("limits")), meaning: "bounds of a live run there, over those of the suite", read: func(_ *doc, n *yaml.Node, e *environment) {
			e.limits = n
		}},
	}
}}

// only says where a finding or a probe applies.
type only struct{ env []Ref }

var onlyTable = table[*only]{what: "only", rows: func() []field[*only] {
	return []field[*only]{
		{key: "env", shape: lang.Texts, meaning: "the environments where it applies; it is pending in every other", read: func(d *doc, n *yaml.Node, o *only) {
			o.env = d.refs(d.words(n, "env"))
		}},
	}
}}

var shapeOnly = lang.Of("{env: environments}", lang.Ref("only"))

// target reads a base URL.
func (d *doc) target(n *yaml.Node) placed {
	if n = source.Resolve(n); isMap(n) {
		p := d.expected(n, "target", lang.URL.Words)
		p.Next = "to read it from the environment: vars: {base: {env: NAME}}, and target: ${base}"
		return placed{"", d.at(n)}
	}
	text, _ := d.textFor(n, "target", lang.URL.Words)
	return placed{text, d.at(n)}
}

// readEnvironments reads the environments that the suite can run against. The environment of the
// run overrides the document: its target, fixtures and limits as a whole, its vars and secrets name
// by name. The first one gives the declared values; all are checked.
func (l *loading) readEnvironments(main *top) {
	main.declaredTarget = main.target
	all := make([]environment, len(main.environments))
	for i, e := range main.environments {
		all[i] = environment{name: e.Key, at: main.doc.at(e.KeyNode)}
		environmentTable.read(main.doc, e.Value, &all[i])
		l.suite.Environments = append(l.suite.Environments, e.Key)
	}
	chosen := l.choose(main)
	var here *environment
	var bounds limits
	for i := range all {
		e := &all[i]
		merged := main.limits
		if e.limits != nil {
			limitsTable.read(main.doc, e.limits, &merged)
		}
		if i == 0 && e.target.text != "" {
			main.declaredTarget = e.target
		}
		if i == 0 {
			main.first = e.vars
		}
		if e.name != chosen {
			l.checkUnused(main, e)
			continue
		}
		here, bounds = e, merged
	}
	if here != nil {
		l.suite.Environment = here.name
		main.enter(here, bounds)
	}
}

// enter overrides the document with the environment of the run.
func (t *top) enter(e *environment, bounds limits) {
	t.limits = bounds
	t.secrets = over(t.secrets, e.secrets)
	t.here = e.vars
	if e.target.text != "" {
		t.target = e.target
	}
	if e.fixtures != "" {
		t.fixtures = e.fixtures
	}
}

// checkUnused checks the parts of an environment that this run does not use.
func (l *loading) checkUnused(main *top, e *environment) {
	for _, v := range e.vars {
		main.doc.readVar(v)
		l.namesElsewhere[v.Key] = e.name
	}
	for _, s := range e.secrets {
		_ = main.doc.secretVariable(s)
		l.namesElsewhere[s.Key] = e.name
	}
	if t := e.target; t.text != "" && !strings.Contains(t.text, "${") {
		l.checkURL(t.at, "target", t.text)
	}
}

// over overrides entries by name with those of another map; new names come last.
func over(base, top []source.Entry) []source.Entry {
	if len(top) == 0 {
		return base
	}
	out := append([]source.Entry{}, base...)
	index := make(map[string]int, len(base))
	for i, e := range base {
		index[e.Key] = i
	}
	for _, e := range top {
		if i, ok := index[e.Key]; ok {
			out[i] = e
			continue
		}
		out = append(out, e)
	}
	return out
}

// choose returns the environment of the run: the selected one, otherwise the first, also after an
// error, so that nothing else is reported for its sake; "" if the document declares none.
func (l *loading) choose(main *top) string {
	asked, by := l.opts.Environment, "--env"
	if asked == "" {
		if text, ok := l.opts.Env("ASSAY_ENV"); ok {
			asked, by = text, "ASSAY_ENV"
		}
	}
	known := l.suite.Environments
	if asked == "" {
		if len(known) == 0 {
			return ""
		}
		return known[0]
	}
	for _, name := range known {
		if name == asked {
			return name
		}
	}
	at := source.Pos{File: main.doc.file}
	if len(known) == 0 {
		l.problems.Add(at, "%s %s: the suite declares no environments", by, cut(asked)).Next = "add environments: with a target for each, or run this suite without " + by
		return ""
	}
	p := l.problems.Add(at, "%s: the suite has no environment %q", by, cut(asked))
	if p.DidYouMean = l.nearest(asked, known); p.DidYouMean == "" {
		p.Next = "it has: " + lang.List(known)
	}
	return known[0]
}

// elsewhere returns the reason why o does not apply in this run; "" if it applies.
func (l *loading) elsewhere(o only) string {
	if len(o.env) == 0 {
		return ""
	}
	here, known, names := false, true, make([]string, 0, len(o.env))
	for _, ref := range o.env {
		known = l.checkEnvironment(ref) && known
		here = here || ref.ID == l.suite.Environment
		names = append(names, ref.ID)
	}
	if here || !known || l.suite.Environment == "" {
		return ""
	}
	return "only in " + lang.List(names) + ", and this is " + l.suite.Environment
}

// checkEnvironment reports an unknown environment.
func (l *loading) checkEnvironment(ref Ref) bool {
	known := l.suite.Environments
	for _, name := range known {
		if name == ref.ID {
			return true
		}
	}
	if len(known) == 0 {
		l.problems.Add(ref.At, "only: the suite has no environment %q: it declares none", cut(ref.ID)).Next = "add environments: at the top, or take only: away"
		return false
	}
	p := l.problems.Add(ref.At, "only: the suite has no environment %q", cut(ref.ID))
	if p.Word, p.DidYouMean = ref.ID, l.nearest(ref.ID, known); p.DidYouMean == "" {
		p.Next = "it has: " + lang.List(known)
	}
	return false
}
