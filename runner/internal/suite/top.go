package suite

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// wholeSuite is the name of the top level of a document in messages.
const wholeSuite = "a suite"

// top is the top level of one document. An included document contributes vars, answers, request,
// probes, findings, hypotheses and checklist. Targets, limits and secrets are only those of the
// suite itself.
type top struct {
	doc      *doc
	included bool

	name, about      string
	named            bool
	target           placed
	declaredTarget   placed // of the first environment
	fixtures         string
	openapi          placed
	include          []included
	limits           limits
	volatile         exchange.Volatile
	redact           Redact
	mutation         mutation
	request          *yaml.Node
	vars, secrets    []source.Entry
	environments     []source.Entry
	here, first      []source.Entry // vars of the environment of the run, and of the first one
	answers          []source.Entry
	probes, findings section
	hypotheses, list []source.Entry
}

var topTable = table[*top]{what: wholeSuite, aliases: topAliases, advice: topAdvice, rows: func() []field[*top] {
	return []field[*top]{
		{key: "suite", shape: lang.Text, meaning: "the suite's name, the top container of its specs", read: func(d *doc, n *yaml.Node, t *top) {
			t.name, t.named = d.text(n, "suite")
			if t.named && t.name == "" {
				d.expected(n, "suite", "a name")
			}
			t.named = true
		}},
		textField("about", "prose: where the contract comes from", func(t *top) *string { return &t.about }),
		{key: "target", shape: lang.URL, meaning: "base URL of every path; --target and ASSAY_TARGET override it", read: func(d *doc, n *yaml.Node, t *top) {
			t.target = d.target(n)
		}},
		{key: "fixtures", shape: lang.Path, meaning: "the recorded answers (.fixture, or a HAR), relative to the suite file", read: func(d *doc, n *yaml.Node, t *top) {
			t.fixtures = d.path(n, "fixtures")
		}},
		namesField("vars", "var", namePattern, "names for values: a scalar, {env: NAME, default: scalar}, or {make: uuid}", func(t *top) *[]source.Entry { return &t.vars }),
		{key: "secrets", shape: shapeSecrets, meaning: "names for environment variables; needed only live, masked everywhere", read: func(d *doc, n *yaml.Node, t *top) {
			t.secrets = d.named(n, "secrets", namePattern)
		}},
		{key: "environments", shape: mapOf("a map of ids to environments", idPattern, "environment"), meaning: "places to run the same document against; the first is the default, --env and ASSAY_ENV choose", read: func(d *doc, n *yaml.Node, t *top) {
			t.environments = d.named(n, "environments", idPattern)
		}},
		{key: "limits", shape: lang.Of("limits", lang.Ref("limits")), meaning: "bounds of a live run", read: func(d *doc, n *yaml.Node, t *top) {
			limitsTable.read(d, n, &t.limits)
		}},
		{key: "request", shape: lang.Of("a request", lang.Ref("request")), meaning: "defaults of every probe: maps merge key by key, scalars and lists of the probe win, null removes", read: func(d *doc, n *yaml.Node, t *top) {
			t.request = n
		}},
		namesField("answers", "expectation", idPattern, "names for the answers that this API is known to give", func(t *top) *[]source.Entry { return &t.answers }),
		{key: "openapi", shape: lang.Path, meaning: "OpenAPI 3.0, 3.1 or 3.2 document for `openapi:` expectations", read: func(d *doc, n *yaml.Node, t *top) {
			t.openapi = placed{d.path(n, "openapi"), d.at(n)}
		}},
		{key: "include", shape: shapeIncluded, meaning: "documents whose vars, answers, request, probes, findings, hypotheses and checklist come in; this one wins", read: func(d *doc, n *yaml.Node, t *top) {
			t.include = d.includes(n)
		}},
		{key: "volatile", shape: lang.Of("volatile parts", lang.Ref("volatile")), meaning: "what comparisons leave out, beside what is always left out", read: func(d *doc, n *yaml.Node, t *top) {
			volatileTable.read(d, n, &t.volatile)
		}},
		{key: "redact", shape: lang.Of("parts to mask", lang.Ref("redact")), meaning: "what is masked beside the secrets", read: func(d *doc, n *yaml.Node, t *top) {
			redactTable.read(d, n, &t.redact)
		}},
		{key: "mutation", shape: lang.Of("what assay mutate is told", lang.Ref("mutation")), meaning: "which changes of the answers do not matter to this contract", read: func(d *doc, n *yaml.Node, t *top) {
			mutationTable.read(d, n, &t.mutation)
		}},
		namesField("probes", "probe", idPattern, "what to send", func(t *top) *[]source.Entry { return &t.probes.entries }),
		namesField("findings", "finding", idPattern, "what must hold", func(t *top) *[]source.Entry { return &t.findings.entries }),
		namesField("hypotheses", "hypothesis", idPattern, "what would explain it", func(t *top) *[]source.Entry { return &t.hypotheses }),
		namesField("checklist", "item", idPattern, "what only a person can look up", func(t *top) *[]source.Entry { return &t.list }),
	}
}}

// namesField makes a field for a map whose keys are the suite's own names; def describes their
// values.
func namesField(key, def, pattern, meaning string, to func(*top) *[]source.Entry) field[*top] {
	words := "a map of ids to " + plural(def)
	if pattern == namePattern {
		words = "a map of names to " + plural(def)
	}
	return field[*top]{key: key, shape: mapOf(words, pattern, def), meaning: meaning, nullable: true, read: func(d *doc, n *yaml.Node, t *top) {
		if isNull(n) {
			return
		}
		*to(t) = d.named(n, key, pattern)
		d.lost[key] = d.lost[key] || !isMap(n)
	}}
}

func plural(word string) string {
	if irregular, ok := map[string]string{"hypothesis": "hypotheses", "var": "values"}[word]; ok {
		return irregular
	}
	return word + "s"
}

// named returns the entries of a map whose keys match pattern, and reports the others.
func (d *doc) named(n *yaml.Node, key, pattern string) []source.Entry {
	want, fits, word, allowed := "a map of ids", isID, "id", allowedInID
	if pattern == namePattern {
		want, fits, word, allowed = "a map of names", isName, "name", allowedInName
	}
	if !isMap(n) {
		if p := d.expected(n, key, want); isList(n) {
			p.Next = "write " + word + ": … for each instead of - …"
		}
		return nil
	}
	entries := source.Entries(n)
	for _, e := range entries {
		if !fits(e.Key) {
			p := d.mistake(e.KeyNode, "%s: %q is no %s", key, cut(e.Key), word)
			p.Next = "use " + allowed
			if id := Slug(e.Key); word == "id" && id != "" && !hasKey(n, id) {
				p.Next = "write " + cut(id) + "; an id has " + allowed
			}
		}
	}
	return entries
}

// WrongName returns why s can be no id, or no name of a var or capture; "" if it can.
func WrongName(s string, name bool) string {
	switch {
	case name && !isName(s):
		return "use " + allowedInName
	case !name && !isID(s):
		return "use " + allowedInID
	}
	return ""
}

// What WrongName and mistakes say of the characters that ids and names have.
const (
	allowedInID   = "lower-case letters, digits and hyphens, a letter or digit first"
	allowedInName = "letters, digits, _ and -, a letter or _ first"
)

// isID reports whether s matches idPattern.
func isID(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || i == 0) {
			return false
		}
	}
	return s != ""
}

// isName reports whether s matches namePattern.
func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-') {
			return false
		}
	}
	return s != ""
}

// head sets the values that only the suite's own document declares.
func (l *loading) head(t *top) {
	s := l.suite
	s.File, s.Dir = t.doc.file, t.doc.dir
	s.Name, s.About, s.Fixtures = t.name, t.about, t.fixtures
	s.Volatile, s.Redact = t.volatile, t.redact
	if t.openapi.text != "" && l.mustExist(t.openapi.at, "openapi", t.openapi.text) {
		s.OpenAPI, s.OpenAPIAt = t.openapi.text, t.openapi.at
	}
}
