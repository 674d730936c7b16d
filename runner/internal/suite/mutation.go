package suite

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// MutationOperators are the operators of package mutate, in its order. A name in a document that
// ends in "-*" means all operators with that prefix.
var MutationOperators = []string{
	"status-neighbour", "status-class", "status-ok", "status-error",
	"header-dropped", "header-renamed", "header-changed", "header-sooner", "header-unit", "header-added",
	"trailer-dropped", "trailer-changed",
	"body-emptied", "body-truncated", "body-html", "body-changed",
	"json-dropped", "json-renamed", "json-null", "json-retyped", "json-emptied",
	"json-shortened", "json-duplicated", "json-reordered", "json-number", "json-string", "json-time", "json-unit", "json-text", "json-enum",
	"stream-dropped", "stream-duplicated", "stream-swapped", "stream-inserted", "stream-index", "stream-text", "stream-done", "stream-stray", "stream-cut", "stream-lost",
	"stream-after", "stream-fields", "stream-open",
	"slower",
}

// operatorKinds are the globs over them.
var operatorKinds = []string{"status-*", "header-*", "body-*", "json-*", "stream-*"}

// mutation is the top level's `mutation`.
type mutation struct{ ignore []ignoredDraft }

// ignoredDraft is an entry of mutation.ignore before its probes are resolved.
type ignoredDraft struct {
	*Ignored
	selects bool
}

var mutationTable = table[*mutation]{what: "mutation", rows: func() []field[*mutation] {
	return []field[*mutation]{
		{key: "ignore", shape: lang.Of("a list of what does not matter", lang.Schema{"type": "array", "items": lang.Ref("ignored")}), meaning: "changes that no finding need notice, each with the reason", read: func(d *doc, n *yaml.Node, m *mutation) {
			if !isList(n) {
				d.expected(n, "mutation.ignore", "a list of maps with because and what is meant")
				return
			}
			for _, item := range n.Content {
				m.ignore = append(m.ignore, d.ignored(source.Resolve(item)))
			}
		}},
	}
}}

var ignoredTable = table[*ignoredDraft]{what: "an entry of mutation.ignore", rows: func() []field[*ignoredDraft] {
	return []field[*ignoredDraft]{
		textField("because", "why this does not matter; shown beside what it explains", func(i *ignoredDraft) *string { return &i.Because }),
		selector("probe", shapeProbes, "only answers to these probes: ids or globs", func(d *doc, words []placed, i *Ignored) {
			i.Probes = d.refs(words)
		}),
		selector("operators", lang.Of("names of changes, or a kind such as json-*", lang.OneOrMany(lang.Schema{"enum": append(enum(MutationOperators), enum(operatorKinds)...)})),
			"only these changes", func(d *doc, words []placed, i *Ignored) {
				for _, w := range words {
					if !slices.Contains(MutationOperators, w.text) && !slices.Contains(operatorKinds, w.text) {
						known := MutationOperators
						if isGlob(w.text) {
							known = operatorKinds
						}
						d.unknown(w.at, "operators: change", w.text, known)
					}
				}
				i.Operators = texts(words)
			}),
		selector("headers", shapeHeaderNames, "only changes of these headers", func(_ *doc, words []placed, i *Ignored) {
			i.Headers = texts(words)
		}),
		selector("json", shapeJSONPaths, "only changes of what these JSONPaths (RFC 9535) select, or of what is below it", func(d *doc, words []placed, i *Ignored) {
			for _, w := range words {
				d.checkJSONPath(w.at, "json", w.text)
			}
			i.JSON = texts(words)
		}),
	}
}}

func enum(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// selector makes a key that selects changes.
func selector(key string, s lang.Shape, meaning string, set func(*doc, []placed, *Ignored)) field[*ignoredDraft] {
	return field[*ignoredDraft]{key: key, shape: s, meaning: meaning, read: func(d *doc, n *yaml.Node, i *ignoredDraft) {
		i.selects = true
		set(d, d.words(n, key), i.Ignored)
	}}
}

func (d *doc) ignored(n *yaml.Node) ignoredDraft {
	i := ignoredDraft{Ignored: &Ignored{At: d.at(n)}}
	ignoredTable.read(d, n, &i)
	switch {
	case !isMap(n):
	case i.Because == "":
		d.mistake(n, "mutation.ignore: an entry gives no reason").Next = "add because: why this does not matter to the contract"
	case !i.selects:
		d.mistake(n, "mutation.ignore: an entry says not what it is about").Next = "add headers:, json:, operators: or probe:"
	}
	return i
}

// readMutation checks the probes that mutation.ignore names.
func (l *loading) readMutation(t *top) {
	for _, i := range t.mutation.ignore {
		for _, r := range i.Probes {
			l.checkProbe(r, "mutation.ignore")
		}
		l.suite.Ignore = append(l.suite.Ignore, i.Ignored)
	}
}
